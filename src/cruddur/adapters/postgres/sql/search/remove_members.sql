-- Forget who is in a group.
-- params:  message_group_uuid uuid
-- returns: nothing
-- index:   search_members_message_group_uuid
DELETE FROM search_members WHERE search_members.message_group_uuid = :message_group_uuid::uuid;
