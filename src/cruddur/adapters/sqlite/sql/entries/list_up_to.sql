-- The entries up to a seq, which is included: the reader learns from it whether newer ones exist. Access pattern A.
-- params:  1 message_group_uuid, 2 seq, 3 limit
-- returns: entries (columns in the order of domain.entry.Entry), newest first
-- index:   entries_message_group_uuid_seq
SELECT
    message_group_uuid, seq, kind, message_uuid, user_uuid, message, created_at, digest, rev, membership_seq,
    edited_at, deleted_at, reply_to_seq, subject_uuids, title, member_count
FROM entries
WHERE message_group_uuid = ?1 AND seq <= ?2
ORDER BY seq DESC
LIMIT ?3;
