-- Where a log ends.
-- params:  1 message_group_uuid
-- returns: seq, created_at, membership_seq; zero or one row
-- index:   groups.message_group_uuid, then entries_group_id_seq
SELECT seq, created_at, membership_seq
FROM entries
WHERE group_id = (SELECT groups.group_id FROM groups WHERE groups.message_group_uuid = ?1)
ORDER BY seq DESC
LIMIT 1;
