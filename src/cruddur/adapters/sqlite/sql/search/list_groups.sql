-- The groups of a reader, the one with the newest message first.
-- params:  user_uuid text
-- returns: search_group_id, message_group_uuid, last_message_at, reads_from_seq
-- index:   primary keys
SELECT
    search_groups.search_group_id, search_groups.message_group_uuid, search_groups.last_message_at,
    search_members.reads_from_seq
FROM search_members
CROSS JOIN search_groups ON search_groups.search_group_id = search_members.search_group_id
WHERE search_members.user_uuid = :user_uuid
ORDER BY search_groups.last_message_at DESC;
