-- Which version of the terms a delegated administrator accepted; until now there was only the first.

ALTER TABLE delegated_administrator ADD COLUMN terms_version VARCHAR(40) NOT NULL DEFAULT '';
UPDATE delegated_administrator SET terms_version = '1' WHERE accepted_at IS NOT NULL;
