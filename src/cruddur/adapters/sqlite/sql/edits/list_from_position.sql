-- What was changed after a position of the change stream: each changed entry as it is now.
-- params:  1 position among the edits, 2 the newest entry position already read, 3 limit
-- returns: entries (columns in the order of domain.entry.Entry), then the edit's position; oldest change first
-- index:   primary keys
SELECT
    entries.message_group_uuid, entries.seq, entries.kind, entries.message_uuid, entries.user_uuid, entries.message,
    entries.created_at, entries.digest, entries.rev, entries.membership_seq, entries.edited_at, entries.deleted_at,
    entries.reply_to_seq, entries.subject_uuids, entries.title, entries.member_count,
    edits.position
FROM edits
CROSS JOIN entries ON entries.position = edits.entry_position
WHERE edits.position > ?1 AND edits.entry_position <= ?2
ORDER BY edits.position
LIMIT ?3;
