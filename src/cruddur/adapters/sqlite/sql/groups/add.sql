-- Create a group. Its members follow.
-- params:  message_group_uuid, kind, title, membership_seq, created_at, created_by
-- returns: group_id, one row
-- index:   groups.message_group_uuid (kept)
INSERT INTO groups (message_group_uuid, kind, title, membership_seq, created_at, created_by)
VALUES (:message_group_uuid, :kind, :title, :membership_seq, :created_at, :created_by)
RETURNING group_id;
