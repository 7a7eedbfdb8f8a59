-- Bring a person into a group, or give them another role.
-- params:  1 message_group_uuid, 2 user_uuid, 3 role, 4 joined_seq, 5 reads_from_seq
-- returns: nothing
-- index:   primary key
INSERT INTO members (message_group_uuid, user_uuid, role, joined_seq, reads_from_seq)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (message_group_uuid, user_uuid) DO UPDATE SET
    role = excluded.role, joined_seq = excluded.joined_seq, reads_from_seq = excluded.reads_from_seq;
