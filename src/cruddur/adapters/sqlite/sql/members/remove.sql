-- Take a person out of a group.
-- params:  1 message_group_uuid, 2 user_uuid
-- returns: nothing
-- index:   primary key
DELETE FROM members WHERE message_group_uuid = ?1 AND user_uuid = ?2;
