-- The newest entries of a log. Access pattern A.
-- params:  1 message_group_uuid, 2 limit
-- returns: rows of entry_rows, newest first
-- index:   groups.message_group_uuid, then entries_group_id_seq
SELECT seq, message_uuid, user_uuid, message, created_at, digest, membership_seq, rest
FROM entry_rows
WHERE group_id = (SELECT groups.group_id FROM groups WHERE groups.message_group_uuid = ?1)
ORDER BY seq DESC
LIMIT ?2;
