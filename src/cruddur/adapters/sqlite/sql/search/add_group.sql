-- Take note of a group.
-- params:  message_group_uuid text, membership_seq integer, last_message_at text
-- returns: search_group_id
-- index:   none
INSERT INTO search_groups (message_group_uuid, membership_seq, last_message_at)
VALUES (:message_group_uuid, :membership_seq, :last_message_at)
RETURNING search_group_id;
