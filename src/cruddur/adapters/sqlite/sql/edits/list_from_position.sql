-- What was changed after a position of the change stream: each changed entry as it is now.
-- params:  1 position among the edits, 2 the newest entry position already read, 3 limit
-- returns: rows of entry_rows, then the edit's position, message_group_uuid; oldest change first
-- index:   primary keys
SELECT
    entry_rows.seq, entry_rows.message_uuid, entry_rows.user_uuid, entry_rows.message,
    entry_rows.created_at, entry_rows.digest, entry_rows.membership_seq, entry_rows.rest,
    edits.position, groups.message_group_uuid
FROM edits
CROSS JOIN entry_rows ON entry_rows.position = edits.entry_position
CROSS JOIN groups ON groups.group_id = entry_rows.group_id
WHERE edits.position > ?1 AND edits.entry_position <= ?2
ORDER BY edits.position
LIMIT ?3;
