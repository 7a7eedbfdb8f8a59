-- When an entry was created: one step of the search for a date.
-- params:  1 message_group_uuid, 2 seq
-- returns: created_at, zero or one row
-- index:   groups.message_group_uuid, then entries_group_id_seq
SELECT created_at
FROM entries
WHERE group_id = (SELECT groups.group_id FROM groups WHERE groups.message_group_uuid = ?1) AND seq = ?2;
