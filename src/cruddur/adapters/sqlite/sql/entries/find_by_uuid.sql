-- The entry that a person made under a uuid, in a stretch of a log. Read only when two people used the same uuid.
-- params:  1 message_group_uuid, 2 after this seq, 3 user_uuid, 4 message_uuid
-- returns: a row of entry_rows, or none
-- index:   groups.message_group_uuid, then entries_group_id_seq
SELECT seq, message_uuid, user_uuid, message, created_at, digest, membership_seq, rest
FROM entry_rows
WHERE group_id = (SELECT groups.group_id FROM groups WHERE groups.message_group_uuid = ?1) AND seq > ?2 AND user_uuid = ?3 AND message_uuid = ?4
LIMIT 1;
