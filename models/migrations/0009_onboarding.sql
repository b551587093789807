-- Onboarding to the service portal: registrations, their links, delegated administrators, roles.

CREATE TABLE registration (
    id UUID PRIMARY KEY,
    requester_id UUID NOT NULL REFERENCES "user" (id),
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
    version INT NOT NULL DEFAULT 1,
    stage VARCHAR(30) NOT NULL,
    contract_id UUID NULL REFERENCES contract (id),
    serial_number VARCHAR(60) NOT NULL DEFAULT '',
    verified_at TIMESTAMPTZ NULL,
    site_id UUID NULL REFERENCES company (id),
    company_id UUID NULL REFERENCES company (id),
    root_id UUID NULL REFERENCES company (id),
    assignee_id UUID NULL REFERENCES "user" (id),
    forwarded_at TIMESTAMPTZ NULL,
    why_review VARCHAR(40) NULL,
    review_since TIMESTAMPTZ NULL,
    review_due_at TIMESTAMPTZ NULL,
    claimed_by_id UUID NULL REFERENCES "user" (id),
    claimed_at TIMESTAMPTZ NULL,
    question VARCHAR(1000) NOT NULL DEFAULT '',
    answer VARCHAR(2000) NOT NULL DEFAULT '',
    asked_by_id UUID NULL REFERENCES "user" (id),
    asked_at TIMESTAMPTZ NULL,
    answered_at TIMESTAMPTZ NULL,
    portal_role VARCHAR(40) NULL,
    synced_due_at TIMESTAMPTZ NULL,
    active_at TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX one_open_registration_per_user ON registration (requester_id)
    WHERE stage NOT IN ('DENIED', 'REJECTED', 'CANCELLED');
CREATE INDEX registration_of_requester ON registration (requester_id, submitted_at, id);
CREATE INDEX registration_by_stage ON registration (stage, review_since, id);
CREATE INDEX registration_of_root ON registration (root_id, stage, submitted_at, id);

CREATE TABLE registration_link (
    id UUID PRIMARY KEY,
    registration_id UUID NOT NULL REFERENCES registration (id),
    token_hash CHAR(64) NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ NULL
);
CREATE INDEX registration_link_of_registration ON registration_link (registration_id, created_at);

CREATE TABLE delegated_administrator (
    id UUID PRIMARY KEY,
    company_id UUID NOT NULL REFERENCES company (id),
    user_id UUID NOT NULL REFERENCES "user" (id),
    status VARCHAR(20) NOT NULL CHECK (status IN ('PENDING_AGREEMENT', 'ACTIVE', 'ENDED')),
    is_first BOOL NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    from_seq BIGINT NOT NULL,
    accepted_at TIMESTAMPTZ NULL,
    nominated_by_id UUID NULL REFERENCES "user" (id),
    registration_id UUID NULL REFERENCES registration (id),
    ended_at TIMESTAMPTZ NULL,
    ended_by_id UUID NULL REFERENCES "user" (id),
    end_reason VARCHAR(1000) NOT NULL DEFAULT '',
    version INT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX one_first_administrator_per_company ON delegated_administrator (company_id)
    WHERE is_first AND ended_at IS NULL;
CREATE UNIQUE INDEX one_standing_administrator_per_company_and_user
    ON delegated_administrator (company_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX delegated_administrator_of_user ON delegated_administrator (user_id, ended_at);

CREATE TABLE portal_role_assignment (
    id UUID PRIMARY KEY,
    company_id UUID NOT NULL REFERENCES company (id),
    user_id UUID NOT NULL REFERENCES "user" (id),
    role VARCHAR(40) NOT NULL CHECK (role IN ('CUSTOMER_ADMINISTRATOR', 'CUSTOMER_USER',
        'RESELLER_ADMINISTRATOR', 'RESELLER_USER')),
    granted_by_id UUID NULL REFERENCES "user" (id),
    granted_at TIMESTAMPTZ NOT NULL,
    registration_id UUID NULL REFERENCES registration (id),
    ended_at TIMESTAMPTZ NULL,
    ended_by_id UUID NULL REFERENCES "user" (id),
    version INT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX one_standing_portal_role_per_company_and_user
    ON portal_role_assignment (company_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX portal_role_assignment_of_user ON portal_role_assignment (user_id, ended_at);
