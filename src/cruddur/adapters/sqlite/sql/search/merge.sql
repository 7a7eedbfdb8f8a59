-- Put the pieces of the index together, which come with each batch and have to be searched one by one.
-- params:  none
-- returns: nothing
-- index:   none
INSERT INTO search_grams (search_grams) VALUES ('optimize');
