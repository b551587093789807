-- Applications for new accounts: the account is there from the start, PENDING, and holds the domain.

CREATE TABLE account_application (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES smart_account (id),
    requester_id UUID NOT NULL REFERENCES "user" (id),
    stage VARCHAR(30) NOT NULL
        CHECK (stage IN ('SUBMITTED', 'PENDING_DOMAIN_REVIEW', 'PENDING_AUTHORIZATION',
                         'PENDING_SETUP', 'ACTIVE', 'DECLINED', 'CANCELLED')),
    reason VARCHAR(1000) NOT NULL DEFAULT '',
    review_cause VARCHAR(30) NULL,
    nominee_email VARCHAR(254) NOT NULL DEFAULT '',
    nominee_key VARCHAR(254) NOT NULL DEFAULT '',
    nominee_id UUID NULL REFERENCES "user" (id),
    link_hash CHAR(64) NULL UNIQUE,
    link_sent_at TIMESTAMPTZ NULL,
    link_expires_at TIMESTAMPTZ NULL,
    username VARCHAR(64) NOT NULL,
    full_name VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL,
    phone VARCHAR(40) NOT NULL,
    company_name VARCHAR(120) NOT NULL,
    submitted_at TIMESTAMPTZ NOT NULL,
    activity_at TIMESTAMPTZ NOT NULL,
    reminded_at TIMESTAMPTZ NULL,
    reminders INT NOT NULL DEFAULT 0,
    acted_at TIMESTAMPTZ NULL,
    acted_by_id UUID NULL REFERENCES "user" (id),
    decision_reason VARCHAR(1000) NOT NULL DEFAULT '',
    version INT NOT NULL DEFAULT 1
);
CREATE INDEX account_application_by_activity ON account_application (activity_at, id);
CREATE INDEX account_application_by_stage ON account_application (stage, activity_at, id);
CREATE INDEX account_application_of_requester
    ON account_application (requester_id, submitted_at, id);
CREATE INDEX account_application_of_nominee ON account_application (nominee_id, submitted_at, id);
CREATE INDEX account_application_to_nominee ON account_application (nominee_key, submitted_at, id);
