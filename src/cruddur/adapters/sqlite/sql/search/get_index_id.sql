-- The name of this index.
-- params:  none
-- returns: index_id
-- index:   primary key
SELECT search_index.index_id FROM search_index WHERE search_index.one = 1;
