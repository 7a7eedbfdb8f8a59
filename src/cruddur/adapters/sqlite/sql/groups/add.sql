-- Create a group. Its members follow.
-- params:  message_group_uuid, kind, title, membership_seq, created_at, created_by
-- returns: nothing
-- index:   primary key
INSERT INTO groups (message_group_uuid, kind, title, membership_seq, created_at, created_by)
VALUES (:message_group_uuid, :kind, :title, :membership_seq, :created_at, :created_by);
