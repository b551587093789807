-- Everything that a person has asked for, as one list.

CREATE VIEW own_request AS
SELECT r.id, 'AccessRequest' AS kind, r.requester_id, a.domain_identifier AS key,
    'SMART_ACCOUNT' AS access_type, 'ACCOUNT_ADMINISTRATORS' AS deciders, r.status,
    r.submitted_at, r.activity_at
FROM access_request r JOIN smart_account a ON a.id = r.account_id
UNION ALL
SELECT s.id, 'SupportAccessRequest', s.requester_id, s.key_text, s.level, s.waits_for, s.status,
    s.submitted_at, s.activity_at
FROM support_access_request s
UNION ALL
SELECT p.id, 'AccountApplication', p.requester_id, b.domain_identifier, 'NEW_ACCOUNT',
    CASE WHEN p.stage = 'PENDING_DOMAIN_REVIEW' THEN 'OPERATORS'
        WHEN p.nominee_email <> '' THEN 'NOMINEE' ELSE 'REQUESTER' END,
    CASE p.stage WHEN 'ACTIVE' THEN 'APPROVED' WHEN 'DECLINED' THEN 'DECLINED'
        WHEN 'CANCELLED' THEN 'CANCELLED' ELSE 'PENDING' END,
    p.submitted_at, p.activity_at
FROM account_application p JOIN smart_account b ON b.id = p.account_id;
