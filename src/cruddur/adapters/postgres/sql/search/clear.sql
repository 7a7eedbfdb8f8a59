-- Empty the index and give it another name.
-- params:  none
-- returns: nothing
-- index:   search_index_pkey; the other tables go whole
-- clock:   none; chance makes a name that no index has had, and nothing depends on it
WITH messages AS (DELETE FROM search_messages), members AS (DELETE FROM search_members),
groups AS (DELETE FROM search_groups)
UPDATE search_index SET index_id = gen_random_uuid() WHERE search_index.one = true;
