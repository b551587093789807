-- Which version of the account agreement was accepted for an account, by whom and when.

CREATE TABLE agreement_acceptance (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES smart_account (id),
    version VARCHAR(40) NOT NULL,
    name VARCHAR(120) NOT NULL,
    url VARCHAR(500) NOT NULL,
    accepted_by_id UUID NOT NULL REFERENCES "user" (id),
    accepted_at TIMESTAMPTZ NOT NULL,
    UNIQUE (account_id, version)
);
