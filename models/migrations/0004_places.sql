-- Notices of more places than accounts: contracts, organisations, the desk, the operators; and what
-- is due at a time.

CREATE TABLE channel (
    id UUID PRIMARY KEY,
    kind VARCHAR(20) NOT NULL CHECK (kind IN ('CONTRACT', 'ORGANISATION', 'DESK', 'OPERATIONS')),
    name VARCHAR(160) NOT NULL,
    seq BIGINT NOT NULL DEFAULT 0,
    oldest_seq BIGINT NOT NULL DEFAULT 1,
    audit_seq BIGINT NOT NULL DEFAULT 0,
    audit_hash VARCHAR(64) NOT NULL DEFAULT ''
);

-- SQLite cannot take a NOT NULL off a column: the table is made anew.
CREATE TABLE new_notice (
    id UUID PRIMARY KEY,
    account_id UUID NULL REFERENCES smart_account (id),
    channel_id UUID NULL REFERENCES channel (id),
    seq BIGINT NOT NULL,
    subject_id UUID NULL REFERENCES "user" (id),
    subject_seq BIGINT NULL,
    kind VARCHAR(30) NOT NULL,
    request_id UUID NULL REFERENCES access_request (id),
    case_kind VARCHAR(30) NULL,
    case_id UUID NULL,
    outcome VARCHAR(10) NULL,
    actor_id UUID NULL REFERENCES "user" (id),
    facts JSONB NOT NULL,
    paths TEXT NOT NULL DEFAULT '',
    occurred_at TIMESTAMPTZ NOT NULL,
    CHECK ((account_id IS NULL) <> (channel_id IS NULL))
);
INSERT INTO new_notice (id, account_id, seq, subject_id, subject_seq, kind, request_id, case_kind,
        case_id, outcome, actor_id, facts, occurred_at)
    SELECT id, account_id, seq, subject_id, subject_seq, kind, request_id,
        CASE WHEN request_id IS NULL THEN NULL ELSE 'AccessRequest' END,
        request_id, outcome, actor_id, facts, occurred_at FROM notice;
DROP TABLE notice;
ALTER TABLE new_notice RENAME TO notice;
CREATE UNIQUE INDEX notice_of_account ON notice (account_id, seq);
CREATE UNIQUE INDEX notice_of_channel ON notice (channel_id, seq);
CREATE UNIQUE INDEX notice_of_subject ON notice (subject_id, subject_seq);

ALTER TABLE audit_event ADD COLUMN channel_id UUID NULL REFERENCES channel (id);
CREATE UNIQUE INDEX audit_event_of_channel ON audit_event (channel_id, number);

CREATE TABLE timer (
    id UUID PRIMARY KEY,
    act VARCHAR(40) NOT NULL,
    thing_id UUID NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    tries INT NOT NULL DEFAULT 0,
    UNIQUE (act, thing_id)
);
CREATE INDEX timer_due ON timer (due_at);

ALTER TABLE access_request ADD COLUMN acted_by_rule VARCHAR(120) NOT NULL DEFAULT '';
ALTER TABLE access_request ADD COLUMN escalated_at TIMESTAMPTZ NULL;
