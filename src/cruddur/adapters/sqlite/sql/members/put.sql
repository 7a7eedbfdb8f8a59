-- Bring a person into a group, or give them another role.
-- params:  1 message_group_uuid, 2 user_uuid, 3 role, 4 joined_seq
-- returns: nothing
-- index:   primary key
INSERT INTO members (message_group_uuid, user_uuid, role, joined_seq)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (message_group_uuid, user_uuid) DO UPDATE SET role = excluded.role, joined_seq = excluded.joined_seq;
