-- Forget who is in a group.
-- params:  search_group_id integer
-- returns: nothing
-- index:   search_members_search_group_id
DELETE FROM search_members WHERE search_group_id = :search_group_id;
