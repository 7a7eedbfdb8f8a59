-- Have a message found no more by the grams that it had, exactly.
-- params:  1 search_id, 2 grams
-- returns: nothing
-- index:   none
INSERT INTO search_grams (search_grams, rowid, grams) VALUES ('delete', ?1, ?2);
