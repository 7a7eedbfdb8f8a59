-- The name of this index.
-- params:  none
-- returns: index_id
-- index:   search_index_pkey
SELECT search_index.index_id::text AS index_id FROM search_index WHERE search_index.one = true;
