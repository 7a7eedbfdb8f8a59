-- The newest message of a range.
-- params:  1 least and 2 greatest search_id
-- returns: search_id, created_at; zero or one row
-- index:   primary key
SELECT search_messages.search_id, search_messages.created_at
FROM search_messages
WHERE search_messages.search_id BETWEEN ?1 AND ?2
ORDER BY search_messages.search_id DESC
LIMIT 1;
