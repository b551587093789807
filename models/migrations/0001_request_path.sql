-- People, sessions, accounts, roles, requests, and what is owed to somebody: notices, mails, audit.

CREATE TABLE "user" (
    id UUID PRIMARY KEY,
    username VARCHAR(64) NOT NULL UNIQUE,
    email VARCHAR(254) NOT NULL,
    email_domain VARCHAR(253) NOT NULL,
    email_verified_at TIMESTAMPTZ NULL,
    new_email VARCHAR(254) NULL,
    full_name VARCHAR(120) NOT NULL,
    preferred_name VARCHAR(120) NOT NULL DEFAULT '',
    phone VARCHAR(40) NOT NULL DEFAULT '',
    company_name VARCHAR(120) NOT NULL DEFAULT '',
    country VARCHAR(60) NOT NULL DEFAULT '',
    site_address VARCHAR(300) NOT NULL DEFAULT '',
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('CUSTOMER', 'PARTNER', 'INTERNAL')),
    staff VARCHAR(20) NULL CHECK (staff IN ('SUPPORT_AGENT', 'OPERATOR')),
    active BOOL NOT NULL,
    password_hash VARCHAR(200) NULL,
    seq BIGINT NOT NULL DEFAULT 0,
    oldest_seq BIGINT NOT NULL DEFAULT 1,
    epoch BIGINT NOT NULL DEFAULT 0,
    version INT NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX user_by_email ON "user" (lower(email));
CREATE INDEX user_by_domain ON "user" (email_domain, id);

CREATE TABLE session (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES "user" (id),
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('BROWSER', 'TOKEN')),
    token_hash CHAR(64) NOT NULL UNIQUE,
    name VARCHAR(120) NOT NULL DEFAULT '',
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ NULL,
    expires_at TIMESTAMPTZ NULL,
    ended_at TIMESTAMPTZ NULL
);
CREATE INDEX session_of_user ON session (user_id, kind, id);

CREATE TABLE email_link (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES "user" (id),
    purpose VARCHAR(20) NOT NULL,
    email VARCHAR(254) NOT NULL,
    token_hash CHAR(64) NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ NULL
);
CREATE INDEX email_link_of_user ON email_link (user_id);

CREATE TABLE smart_account (
    id UUID PRIMARY KEY,
    name VARCHAR(120) NOT NULL,
    domain_identifier VARCHAR(253) NOT NULL,
    type VARCHAR(10) NOT NULL CHECK (type IN ('CUSTOMER', 'HOLDING')),
    status VARCHAR(10) NOT NULL CHECK (status IN ('PENDING', 'ACTIVE', 'INACTIVE')),
    virtual_account_admins_may_decide BOOL NOT NULL,
    listed BOOL NOT NULL,
    needs_admin BOOL NOT NULL,
    seq BIGINT NOT NULL DEFAULT 0,
    oldest_seq BIGINT NOT NULL DEFAULT 1,
    audit_seq BIGINT NOT NULL DEFAULT 0,
    audit_hash VARCHAR(64) NOT NULL DEFAULT '',
    version INT NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX smart_account_by_domain ON smart_account (domain_identifier);
CREATE UNIQUE INDEX one_account_per_domain_and_type ON smart_account (domain_identifier, type)
    WHERE status <> 'INACTIVE';

CREATE TABLE virtual_account (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES smart_account (id),
    parent_id UUID NULL REFERENCES virtual_account (id),
    path VARCHAR(800) NOT NULL,
    name VARCHAR(120) NOT NULL,
    is_default BOOL NOT NULL,
    restricted BOOL NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (account_id, name)
);
CREATE UNIQUE INDEX one_default_virtual_account ON virtual_account (account_id) WHERE is_default;

CREATE TABLE access_request (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES smart_account (id),
    requester_id UUID NOT NULL REFERENCES "user" (id),
    status VARCHAR(10) NOT NULL
        CHECK (status IN ('PENDING', 'APPROVED', 'DECLINED', 'CANCELLED', 'EXPIRED')),
    reason VARCHAR(1000) NOT NULL,
    proposed_role VARCHAR(30) NULL,
    proposed_virtual_accounts JSONB NOT NULL,
    proposed_paths TEXT NOT NULL DEFAULT '',
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
    granted JSONB NULL,
    end_cause VARCHAR(30) NULL,
    version INT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX one_pending_request_per_user_and_account
    ON access_request (account_id, requester_id) WHERE status = 'PENDING';
CREATE INDEX access_request_of_account ON access_request (account_id, activity_at, id);
CREATE INDEX access_request_of_account_by_status
    ON access_request (account_id, status, activity_at, id);
CREATE INDEX access_request_of_account_by_date ON access_request (account_id, submitted_at, id);
CREATE INDEX access_request_of_account_by_name ON access_request (account_id, full_name, id);
CREATE INDEX access_request_of_requester ON access_request (requester_id, submitted_at, id);

CREATE TABLE role_assignment (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES smart_account (id),
    user_id UUID NOT NULL REFERENCES "user" (id),
    role VARCHAR(30) NOT NULL,
    granted_domain VARCHAR(253) NOT NULL,
    granted_by_id UUID NULL REFERENCES "user" (id),
    granted_at TIMESTAMPTZ NOT NULL,
    request_id UUID NULL REFERENCES access_request (id),
    starts_at TIMESTAMPTZ NULL,
    ends_at TIMESTAMPTZ NULL,
    ended_at TIMESTAMPTZ NULL,
    ended_by_id UUID NULL REFERENCES "user" (id),
    end_reason VARCHAR(30) NULL,
    from_seq BIGINT NOT NULL,
    version INT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX one_active_assignment_per_role_and_time
    ON role_assignment (account_id, user_id, role,
                        COALESCE(starts_at, '-infinity'), COALESCE(ends_at, 'infinity'))
    WHERE ended_at IS NULL;
CREATE INDEX role_assignment_of_user ON role_assignment (user_id, ended_at);
CREATE INDEX role_assignment_of_account ON role_assignment (account_id, ended_at, granted_at, id);

CREATE TABLE role_assignment_virtual_account (
    role_assignment_id UUID NOT NULL REFERENCES role_assignment (id),
    virtual_account_id UUID NOT NULL REFERENCES virtual_account (id),
    PRIMARY KEY (role_assignment_id, virtual_account_id)
);

CREATE TABLE notice (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES smart_account (id),
    seq BIGINT NOT NULL,
    subject_id UUID NULL REFERENCES "user" (id),
    subject_seq BIGINT NULL,
    kind VARCHAR(30) NOT NULL,
    request_id UUID NULL REFERENCES access_request (id),
    outcome VARCHAR(10) NULL,
    actor_id UUID NULL REFERENCES "user" (id),
    facts JSONB NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    UNIQUE (account_id, seq),
    UNIQUE (subject_id, subject_seq)
);

CREATE TABLE audit_event (
    id UUID PRIMARY KEY,
    account_id UUID NULL REFERENCES smart_account (id),
    number BIGINT NULL,
    action VARCHAR(40) NOT NULL,
    actor_id UUID NULL REFERENCES "user" (id),
    actor_name VARCHAR(120) NOT NULL,
    thing VARCHAR(80) NOT NULL,
    message VARCHAR(1500) NOT NULL,
    address VARCHAR(45) NOT NULL,
    paths TEXT NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    hash CHAR(64) NOT NULL,
    UNIQUE (account_id, number)
);

CREATE TABLE email_message (
    id UUID PRIMARY KEY,
    kind VARCHAR(40) NOT NULL,
    to_address VARCHAR(254) NOT NULL,
    to_name VARCHAR(120) NOT NULL,
    subject VARCHAR(250) NOT NULL,
    letter JSONB NOT NULL,
    status VARCHAR(10) NOT NULL CHECK (status IN ('QUEUED', 'SENT', 'FAILED', 'CANCELLED')),
    attempts INT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    locked_until TIMESTAMPTZ NULL,
    sent_at TIMESTAMPTZ NULL,
    last_error TEXT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    request_id UUID NULL,
    account_id UUID NULL,
    user_id UUID NULL
);
CREATE INDEX email_message_due ON email_message (status, due_at);
CREATE INDEX email_message_of_request ON email_message (request_id, kind);

CREATE TABLE rate_limit (
    purpose VARCHAR(30) NOT NULL,
    subject VARCHAR(254) NOT NULL,
    since BIGINT NOT NULL,
    used INT NOT NULL,
    PRIMARY KEY (purpose, subject, since)
);

CREATE TABLE repeat (
    user_id UUID NOT NULL REFERENCES "user" (id),
    key VARCHAR(100) NOT NULL,
    operation VARCHAR(60) NOT NULL,
    fingerprint CHAR(64) NOT NULL,
    answer JSONB NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, key)
);
