-- People as providers of sign-ins know them.

CREATE TABLE identity (
    id UUID PRIMARY KEY,
    issuer VARCHAR(500) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    user_id UUID NOT NULL REFERENCES "user" (id),
    email VARCHAR(254) NOT NULL DEFAULT '',
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (issuer, subject)
);
CREATE INDEX identity_of_user ON identity (user_id);

CREATE TABLE spent_state (
    state_hash CHAR(64) PRIMARY KEY,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX spent_state_by_end ON spent_state (expires_at);
