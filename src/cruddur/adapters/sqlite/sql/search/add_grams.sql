-- Have a message found by its grams.
-- params:  1 search_id, 2 grams
-- returns: nothing
-- index:   none
INSERT INTO search_grams (rowid, grams) VALUES (?1, ?2);
