-- Who asked for support access by which contract, bill-to ID or serial number.

CREATE TABLE support_access_request (
    id UUID PRIMARY KEY,
    requester_id UUID NOT NULL REFERENCES "user" (id),
    key_kind VARCHAR(20) NOT NULL CHECK (key_kind IN ('CONTRACT', 'BILL_TO', 'SERIAL_NUMBER')),
    key_text VARCHAR(60) NOT NULL,
    level VARCHAR(20) NOT NULL CHECK (level IN ('FULL_SUPPORT', 'DOWNLOADS_ONLY')),
    granted_level VARCHAR(20) NULL CHECK (granted_level IN ('FULL_SUPPORT', 'DOWNLOADS_ONLY')),
    contract_id UUID NULL REFERENCES contract (id),
    waits_for VARCHAR(30) NOT NULL
        CHECK (waits_for IN ('CONTRACT_ADMINISTRATORS', 'SUPPORT')),
    status VARCHAR(10) NOT NULL
        CHECK (status IN ('PENDING', 'APPROVED', 'DECLINED', 'CANCELLED', 'EXPIRED')),
    reason VARCHAR(1000) NOT NULL DEFAULT '',
    explanation VARCHAR(300) NOT NULL DEFAULT '',
    end_cause VARCHAR(30) NULL,
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
CREATE UNIQUE INDEX one_pending_support_request_per_user_and_key
    ON support_access_request (requester_id, key_kind, key_text) WHERE status = 'PENDING';
CREATE INDEX support_access_request_of_contract
    ON support_access_request (contract_id, activity_at, id);
CREATE INDEX support_access_request_of_contract_by_status
    ON support_access_request (contract_id, status, activity_at, id);
CREATE INDEX support_access_request_of_requester
    ON support_access_request (requester_id, submitted_at, id);
CREATE INDEX support_access_request_for_support
    ON support_access_request (waits_for, status, activity_at, id);
CREATE INDEX support_access_by_contract ON support_access (contract_id, granted_at, id);
