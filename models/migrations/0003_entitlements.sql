-- Companies, their contracts, the devices on these, and what of it people may use.

CREATE TABLE company (
    id UUID PRIMARY KEY,
    number VARCHAR(40) NOT NULL UNIQUE,
    name VARCHAR(120) NOT NULL,
    address VARCHAR(300) NOT NULL DEFAULT '',
    country VARCHAR(60) NOT NULL DEFAULT '',
    domain VARCHAR(253) NOT NULL DEFAULT '',
    parent_id UUID NULL REFERENCES company (id),
    root_id UUID NOT NULL REFERENCES company (id),
    path VARCHAR(800) NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX company_by_domain ON company (domain, id);
CREATE INDEX company_of_root ON company (root_id);
CREATE INDEX company_of_parent ON company (parent_id);

CREATE TABLE contract (
    id UUID PRIMARY KEY,
    number VARCHAR(40) NOT NULL UNIQUE,
    service_type VARCHAR(30) NOT NULL,
    company_id UUID NOT NULL REFERENCES company (id),
    starts_on TIMESTAMPTZ NOT NULL,
    ends_on TIMESTAMPTZ NOT NULL,
    bill_to_id VARCHAR(40) NOT NULL DEFAULT '',
    locked BOOL NOT NULL,
    partner_branded BOOL NOT NULL,
    blocked BOOL NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX contract_by_bill_to ON contract (bill_to_id);
CREATE INDEX contract_of_company ON contract (company_id);

CREATE TABLE contract_administrator (
    id UUID PRIMARY KEY,
    contract_id UUID NOT NULL REFERENCES contract (id),
    user_id UUID NOT NULL REFERENCES "user" (id),
    since TIMESTAMPTZ NOT NULL,
    UNIQUE (contract_id, user_id)
);
CREATE INDEX contract_administrator_by_user ON contract_administrator (user_id);

CREATE TABLE device (
    id UUID PRIMARY KEY,
    serial_number VARCHAR(60) NOT NULL,
    contract_id UUID NOT NULL REFERENCES contract (id),
    ends_on TIMESTAMPTZ NOT NULL,
    UNIQUE (serial_number, contract_id)
);

CREATE TABLE support_access (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES "user" (id),
    key_kind VARCHAR(20) NOT NULL CHECK (key_kind IN ('CONTRACT', 'BILL_TO', 'SERIAL_NUMBER')),
    key VARCHAR(60) NOT NULL,
    contract_id UUID NULL REFERENCES contract (id),
    level VARCHAR(20) NOT NULL CHECK (level IN ('FULL_SUPPORT', 'DOWNLOADS_ONLY')),
    granted_by_id UUID NULL REFERENCES "user" (id),
    granted_at TIMESTAMPTZ NOT NULL,
    request_id UUID NULL,
    ended_at TIMESTAMPTZ NULL,
    ended_by_id UUID NULL REFERENCES "user" (id),
    version INT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX one_standing_access_per_user_and_key
    ON support_access (user_id, key_kind, key) WHERE ended_at IS NULL;
CREATE INDEX support_access_of_user ON support_access (user_id, granted_at, id);
CREATE INDEX support_access_to_contract ON support_access (contract_id, ended_at);

CREATE TABLE company_association (
    id UUID PRIMARY KEY,
    company_id UUID NOT NULL REFERENCES company (id),
    user_id UUID NOT NULL REFERENCES "user" (id),
    since TIMESTAMPTZ NOT NULL,
    by_id UUID NULL REFERENCES "user" (id),
    ended_at TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX one_standing_association_per_company_and_user
    ON company_association (company_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX company_association_of_user ON company_association (user_id, ended_at);
