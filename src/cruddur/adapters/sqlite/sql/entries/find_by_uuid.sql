-- The entry that a person made under a uuid, in a stretch of a log. Read only when two people used the same uuid.
-- params:  1 message_group_uuid, 2 after this seq, 3 user_uuid, 4 message_uuid
-- returns: an entry (columns in the order of domain.entry.Entry), zero or one row
-- index:   entries_message_group_uuid_seq; the stretch is read through
SELECT
    message_group_uuid, seq, kind, message_uuid, user_uuid, message, created_at, digest, rev, membership_seq,
    edited_at, deleted_at, reply_to_seq, subject_uuids, title, member_count
FROM entries
WHERE message_group_uuid = ?1 AND seq > ?2 AND user_uuid = ?3 AND message_uuid = ?4
LIMIT 1;
