-- Say which membership entry the group's title and members include now.
-- params:  message_group_uuid, title, membership_seq
-- returns: nothing
-- index:   groups.message_group_uuid
UPDATE groups SET title = :title, membership_seq = :membership_seq WHERE message_group_uuid = :message_group_uuid;
