-- What happened to a request is read off the log. The desk keeps every question, and every pair of
-- contract and serial number that was tried; an account may want a reason for declining.

CREATE INDEX audit_event_of_thing ON audit_event (thing);

CREATE TABLE review_question (
    id UUID PRIMARY KEY,
    registration_id UUID NOT NULL REFERENCES registration (id),
    question VARCHAR(1000) NOT NULL,
    asked_by_id UUID NULL REFERENCES "user" (id),
    asked_at TIMESTAMPTZ NOT NULL,
    answer VARCHAR(2000) NOT NULL DEFAULT '',
    answered_at TIMESTAMPTZ NULL
);
CREATE INDEX review_question_of_registration ON review_question (registration_id, asked_at);
INSERT INTO review_question
    (id, registration_id, question, asked_by_id, asked_at, answer, answered_at)
    SELECT id, id, question, asked_by_id, asked_at, answer, answered_at
    FROM registration WHERE asked_at IS NOT NULL;

CREATE TABLE entitlement_try (
    id UUID PRIMARY KEY,
    registration_id UUID NOT NULL REFERENCES registration (id),
    contract_number VARCHAR(60) NOT NULL,
    serial_number VARCHAR(60) NOT NULL,
    problem VARCHAR(40) NULL,
    tried_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX entitlement_try_of_registration ON entitlement_try (registration_id, tried_at);

ALTER TABLE smart_account ADD COLUMN decline_reason_required BOOL NOT NULL DEFAULT FALSE;
