-- Mails beyond so many an hour are held, and come as one digest.

CREATE TABLE new_email_message (
    id UUID PRIMARY KEY,
    kind VARCHAR(40) NOT NULL,
    to_address VARCHAR(254) NOT NULL,
    to_name VARCHAR(120) NOT NULL,
    subject VARCHAR(250) NOT NULL,
    letter JSONB NOT NULL,
    status VARCHAR(10) NOT NULL
        CHECK (status IN ('QUEUED', 'HELD', 'SENT', 'DIGESTED', 'FAILED', 'CANCELLED')),
    attempts INT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    locked_until TIMESTAMPTZ NULL,
    sent_at TIMESTAMPTZ NULL,
    last_error TEXT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    request_id UUID NULL,
    account_id UUID NULL,
    user_id UUID NULL,
    digest_id UUID NULL
);
INSERT INTO new_email_message (id, kind, to_address, to_name, subject, letter, status, attempts,
        due_at, locked_until, sent_at, last_error, created_at, request_id, account_id, user_id)
    SELECT id, kind, to_address, to_name, subject, letter, status, attempts,
        due_at, locked_until, sent_at, last_error, created_at, request_id, account_id, user_id
    FROM email_message;
DROP TABLE email_message;
ALTER TABLE new_email_message RENAME TO email_message;
CREATE INDEX email_message_due ON email_message (status, due_at);
CREATE INDEX email_message_of_request ON email_message (request_id, kind);
CREATE INDEX email_message_held ON email_message (to_address, due_at) WHERE status = 'HELD';
