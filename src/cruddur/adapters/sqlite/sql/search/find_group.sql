-- What the index knows of a group.
-- params:  message_group_uuid text
-- returns: search_group_id, membership_seq; zero or one row
-- index:   unique index of search_groups
SELECT search_groups.search_group_id, search_groups.membership_seq
FROM search_groups
WHERE search_groups.message_group_uuid = :message_group_uuid;
