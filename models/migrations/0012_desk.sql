-- The agents look companies up by name.

CREATE INDEX company_by_name ON company (name, id);
