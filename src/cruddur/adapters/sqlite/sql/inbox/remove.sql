-- Take a group out of a person's inbox.
-- params:  1 user_uuid, 2 message_group_uuid
-- returns: nothing
-- index:   inbox_user_uuid_message_group_uuid
DELETE FROM inbox WHERE user_uuid = ?1 AND message_group_uuid = ?2;
