-- Messages of one group that hold all grams, newest first, from a place on.
-- params:  1 the question to FTS5, 2 least and 3 greatest search_id
-- returns: search_id, rev, message_uuid, user_uuid, message, created_at
-- index:   search_grams (a range of its rowids), primary key
SELECT
    search_messages.search_id, search_messages.rev, search_messages.message_uuid, search_messages.user_uuid,
    search_messages.message, search_messages.created_at
FROM search_grams
CROSS JOIN search_messages ON search_messages.search_id = search_grams.rowid
WHERE search_grams MATCH ?1 AND search_grams.rowid BETWEEN ?2 AND ?3
ORDER BY search_grams.rowid DESC;
