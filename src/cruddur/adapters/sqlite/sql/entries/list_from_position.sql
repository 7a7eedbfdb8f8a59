-- What was appended after a position of the change stream, in any group.
-- params:  1 position, 2 limit
-- returns: entries (columns in the order of domain.entry.Entry), then position; oldest first
-- index:   primary key
SELECT
    message_group_uuid, seq, kind, message_uuid, user_uuid, message, created_at, digest, rev, membership_seq,
    edited_at, deleted_at, reply_to_seq, subject_uuids, title, member_count,
    position
FROM entries
WHERE position > ?1
ORDER BY position
LIMIT ?2;
