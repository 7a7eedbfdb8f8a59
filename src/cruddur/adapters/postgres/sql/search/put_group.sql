-- Take note of a group's members as of a membership entry, unless later ones are known.
-- params:  message_group_uuid uuid, membership_seq bigint
-- returns: message_group_uuid; a row where it is news
-- index:   search_groups_pkey
INSERT INTO search_groups (message_group_uuid, membership_seq)
VALUES (:message_group_uuid::uuid, :membership_seq::bigint)
ON CONFLICT (message_group_uuid) DO UPDATE
    SET membership_seq = excluded.membership_seq
    WHERE search_groups.membership_seq < excluded.membership_seq
RETURNING search_groups.message_group_uuid::text AS message_group_uuid;
