-- Messages of anybody that hold all grams.
-- params:  1 the question to FTS5, 2 how many
-- returns: search_id
-- index:   search_grams
SELECT search_grams.rowid AS search_id FROM search_grams WHERE search_grams MATCH ?1 LIMIT ?2;
