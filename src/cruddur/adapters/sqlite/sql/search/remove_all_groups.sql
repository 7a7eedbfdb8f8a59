-- Empty the index of groups.
-- params:  none
-- returns: nothing
-- index:   primary key
DELETE FROM search_groups WHERE search_group_id > 0;
