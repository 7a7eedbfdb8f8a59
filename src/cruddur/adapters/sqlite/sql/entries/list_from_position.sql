-- What was appended after a position of the change stream, in any group.
-- params:  1 position, 2 limit
-- returns: rows of entry_rows, then position, message_group_uuid; oldest first
-- index:   primary keys
SELECT
    entry_rows.seq, entry_rows.message_uuid, entry_rows.user_uuid, entry_rows.message,
    entry_rows.created_at, entry_rows.digest, entry_rows.membership_seq, entry_rows.rest,
    entry_rows.position, groups.message_group_uuid
FROM entry_rows
CROSS JOIN groups ON groups.group_id = entry_rows.group_id
WHERE entry_rows.position > ?1
ORDER BY entry_rows.position
LIMIT ?2;
