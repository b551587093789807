"""The floors' SQL, as somebody would write it who has only these few questions."""

CALLER = """SELECT u.id, u.full_name FROM session s JOIN "user" u ON u.id = s.user_id WHERE
    s.token_hash = ? AND s.ended_at IS NULL AND (s.expires_at IS NULL OR s.expires_at >
    CURRENT_TIMESTAMP) AND u.active"""
DECIDER = """SELECT u.id FROM session s JOIN "user" u ON u.id = s.user_id JOIN role_assignment
    ra ON ra.user_id = u.id AND ra.role = 'SMART_ACCOUNT_ADMIN' AND ra.ended_at IS NULL WHERE
    s.token_hash = ? AND s.ended_at IS NULL AND (s.expires_at IS NULL OR s.expires_at >
    CURRENT_TIMESTAMP) AND u.active AND ra.account_id = ?"""
MAY_DECIDE = """SELECT id FROM role_assignment WHERE user_id = ? AND account_id = ? AND role =
    'SMART_ACCOUNT_ADMIN' AND ended_at IS NULL"""
PENDING = """SELECT r.id, r.version, r.reason, r.submitted_at, r.activity_at, u.id AS requester,
    u.username, u.full_name, u.email, a.id AS account, a.name AS account_name FROM
    access_request r JOIN "user" u ON u.id = r.requester_id JOIN smart_account a ON a.id =
    r.account_id WHERE r.account_id = ? AND r.status = 'PENDING' ORDER BY r.activity_at DESC,
    r.id DESC LIMIT 51"""
# As text, which has no index, so that it starts from the people and not from all roles.
ROLES = """SELECT id, user_id, role FROM role_assignment
    WHERE CAST(account_id AS TEXT) = ? AND user_id IN (:people) AND ended_at IS NULL
    AND (starts_at IS NULL OR starts_at <= ?) AND (ends_at IS NULL OR ends_at > ?)
    ORDER BY granted_at, id"""
PAGE = """SELECT r.id, r.status, r.version, r.reason, r.submitted_at, r.activity_at, u.id AS
    requester, u.username, u.full_name FROM access_request r JOIN "user" u ON u.id =
    r.requester_id WHERE r.account_id = ? :after ORDER BY r.activity_at DESC, r.id DESC LIMIT 51"""
AFTER = "AND r.activity_at <= ? AND (r.activity_at < ? OR r.id < ?)"
MINE = """SELECT r.id, r.status, r.version, r.reason, r.submitted_at, r.acted_at, a.id AS
    account, a.name AS account_name, a.domain_identifier, r.acted_by_id, b.full_name AS acted_by
    FROM access_request r JOIN smart_account a ON a.id = r.account_id LEFT JOIN "user" b ON b.id
    = r.acted_by_id WHERE r.requester_id = ? ORDER BY r.submitted_at DESC, r.id DESC LIMIT 21"""
SETTLE = """UPDATE access_request SET status = 'APPROVED', acted_by_id = ?, acted_at = ?,
    activity_at = ?, version = version + 1 WHERE id = ? AND status = 'PENDING' AND requester_id
    <> ? RETURNING id"""
REQUEST = """SELECT r.id, r.account_id, r.requester_id, r.reason, r.status, r.version,
    r.acted_by_id, u.email, u.email_domain, u.full_name, b.username AS acted_by FROM
    access_request r JOIN "user" u ON u.id = r.requester_id LEFT JOIN "user" b ON b.id =
    r.acted_by_id WHERE r.id = ?"""
LOCK = "SELECT name, seq, audit_seq, audit_hash FROM smart_account WHERE id = ? :lock"
CANCEL_MAILS = """UPDATE email_message SET status = 'CANCELLED' WHERE request_id = ? AND kind IN
    ('ACCESS_REQUESTED', 'ACCESS_REMINDER') AND status = 'QUEUED'"""
GRANT = """INSERT INTO role_assignment (id, account_id, user_id, role, granted_domain,
    granted_by_id, granted_at, request_id, from_seq) VALUES (?, ?, ?, 'SMART_ACCOUNT_USER', ?,
    ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
COUNT = 'UPDATE "user" SET seq = seq + 1, epoch = epoch + 1 WHERE id = ? RETURNING seq'
NOTICE = """INSERT INTO notice (id, account_id, seq, subject_id, subject_seq, kind, request_id,
    outcome, actor_id, facts, occurred_at) VALUES (?, ?, ?, ?, ?, 'REQUEST_ACTED_UPON', ?,
    'APPROVED', ?, ?, ?)"""
EVENT = """INSERT INTO audit_event (id, account_id, number, action, actor_id, actor_name, thing,
    message, address, paths, occurred_at, hash) VALUES (?, ?, ?, 'request_acted_upon', ?, ?, ?,
    ?, '', '', ?, ?)"""
ADVANCE = """UPDATE smart_account SET seq = seq + 1, audit_seq = audit_seq + 1, audit_hash = ?
    WHERE id = ?"""
GRANTED = "UPDATE access_request SET granted = ? WHERE id = ?"
ADMINS = """SELECT u.id, u.email, u.full_name FROM role_assignment ra JOIN "user" u ON u.id =
    ra.user_id WHERE ra.account_id = ? AND ra.role = 'SMART_ACCOUNT_ADMIN' AND ra.ended_at IS
    NULL AND u.active ORDER BY ra.granted_at, ra.id"""
MAIL = """INSERT INTO email_message (id, kind, to_address, to_name, subject, letter, status,
    attempts, due_at, created_at, request_id, account_id, user_id) VALUES (?, 'ACCESS_APPROVED',
    ?, ?, ?, ?, 'QUEUED', 0, ?, ?, ?, ?, ?)"""
