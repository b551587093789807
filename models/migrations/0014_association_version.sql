-- An association changes: with its end, and with the portal role that it shows.

ALTER TABLE company_association ADD COLUMN version INT NOT NULL DEFAULT 1;
