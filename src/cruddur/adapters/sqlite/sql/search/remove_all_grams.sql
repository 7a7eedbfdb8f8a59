-- Empty the index of grams.
-- params:  none
-- returns: nothing
-- index:   none
INSERT INTO search_grams (search_grams) VALUES ('delete-all');
