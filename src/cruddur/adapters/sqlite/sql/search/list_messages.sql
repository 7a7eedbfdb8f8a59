-- Messages by their numbers.
-- params:  1 JSON array of search_id
-- returns: search_id, rev, message_uuid, user_uuid, message, created_at
-- index:   primary key
SELECT
    search_messages.search_id, search_messages.rev, search_messages.message_uuid, search_messages.user_uuid,
    search_messages.message, search_messages.created_at
FROM json_each(?1) AS wanted
CROSS JOIN search_messages ON search_messages.search_id = wanted.value;
