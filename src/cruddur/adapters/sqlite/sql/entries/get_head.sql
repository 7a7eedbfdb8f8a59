-- Where a log ends.
-- params:  1 message_group_uuid
-- returns: seq, created_at, membership_seq; zero or one row
-- index:   entries_message_group_uuid_seq
SELECT seq, created_at, membership_seq
FROM entries
WHERE message_group_uuid = ?1
ORDER BY seq DESC
LIMIT 1;
