-- One entry.
-- params:  1 message_group_uuid, 2 seq
-- returns: a row of entry_rows, or none
-- index:   groups.message_group_uuid, then entries_group_id_seq
SELECT seq, message_uuid, user_uuid, message, created_at, digest, membership_seq, rest
FROM entry_rows
WHERE group_id = (SELECT groups.group_id FROM groups WHERE groups.message_group_uuid = ?1) AND seq = ?2;
