-- The message uuids of a stretch of a log, for the writer's memory of recent ones.
-- params:  1 message_group_uuid, 2 after this seq, 3 up to this seq
-- returns: message_uuid, seq; oldest first, at most as many rows as the stretch is long
-- index:   groups.message_group_uuid, then entries_group_id_seq
SELECT message_uuid, seq
FROM entries
WHERE group_id = (SELECT groups.group_id FROM groups WHERE groups.message_group_uuid = ?1) AND seq > ?2 AND seq <= ?3
ORDER BY seq;
