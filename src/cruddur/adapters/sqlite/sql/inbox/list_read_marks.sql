-- How far each of some people has read a group.
-- params:  1 message_group_uuid, 2 user uuids (JSON array, at most 256)
-- returns: user_uuid, read_seq; those who have a row
-- index:   inbox_user_uuid_message_group_uuid
SELECT inbox.user_uuid, inbox.read_seq
FROM json_each(?2) AS member
CROSS JOIN inbox ON inbox.user_uuid = member.value AND inbox.message_group_uuid = ?1;
