-- How far somebody has read their notices, and finding those that came since.

ALTER TABLE "user" ADD COLUMN notices_read_up_to TIMESTAMPTZ NULL;
CREATE INDEX notice_of_subject_by_time ON notice (subject_id, occurred_at);
CREATE INDEX notice_of_account_by_time ON notice (account_id, occurred_at);
CREATE INDEX notice_of_channel_by_time ON notice (channel_id, occurred_at);
