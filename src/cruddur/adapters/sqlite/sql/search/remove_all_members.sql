-- Empty the index of members.
-- params:  none
-- returns: nothing
-- index:   search_members_search_group_id
DELETE FROM search_members WHERE search_group_id > 0;
