-- An account's administrators are looked for by every decision in it, among thousands of roles.
CREATE INDEX role_assignment_of_account_by_role ON role_assignment (account_id, role, ended_at,
    granted_at, id);
