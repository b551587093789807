-- What happens to requests that nobody answers, and rules that answer some at once.

ALTER TABLE smart_account ADD COLUMN remind_admins_after_days INT NULL DEFAULT 3;
ALTER TABLE smart_account ADD COLUMN escalate_after_days INT NULL DEFAULT 7;
ALTER TABLE smart_account ADD COLUMN expire_after_days INT NULL;
CREATE INDEX smart_account_without_admin ON smart_account (name, id) WHERE needs_admin;

ALTER TABLE access_request ADD COLUMN waiting_since TIMESTAMPTZ NULL;
ALTER TABLE access_request ADD COLUMN automatic_reminders INT NOT NULL DEFAULT 0;
ALTER TABLE access_request ADD COLUMN escalation_cause VARCHAR(20) NULL;
CREATE INDEX access_request_escalated ON access_request (escalated_at, id)
    WHERE escalated_at IS NOT NULL AND status = 'PENDING';

CREATE TABLE automation_rule (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES smart_account (id),
    position INT NOT NULL,
    name VARCHAR(80) NOT NULL,
    matching VARCHAR(20) NOT NULL
        CHECK (matching IN ('EMAIL_DOMAIN_IN', 'ACCOUNT_DOMAIN', 'ANYONE')),
    domains JSONB NOT NULL,
    outcome VARCHAR(10) NOT NULL CHECK (outcome IN ('APPROVE', 'DECLINE', 'LEAVE')),
    role VARCHAR(30) NULL,
    virtual_accounts JSONB NOT NULL,
    reason VARCHAR(1000) NOT NULL DEFAULT '',
    UNIQUE (account_id, position)
);
