-- A group and who is in it, at most 256.
-- params:  1 message_group_uuid
-- returns: group_id, kind, title, membership_seq, created_at, created_by, user_uuid, role, joined_seq,
--          reads_from_seq; a row per member, whoever has been there longest first; one row with nulls when nobody is left; none when there is
--          no such group
-- index:   groups.message_group_uuid, primary key of members
SELECT
    groups.group_id, groups.kind, groups.title, groups.membership_seq, groups.created_at, groups.created_by,
    members.user_uuid, members.role, members.joined_seq, members.reads_from_seq
FROM groups
LEFT JOIN members ON members.message_group_uuid = groups.message_group_uuid
WHERE groups.message_group_uuid = ?1
ORDER BY members.joined_seq, members.user_uuid;
