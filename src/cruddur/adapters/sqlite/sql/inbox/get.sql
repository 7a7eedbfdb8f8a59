-- One row of a person's inbox.
-- params:  1 user_uuid, 2 message_group_uuid
-- returns: a row (columns in the order of domain.inbox.InboxEntry), zero or one
-- index:   inbox_user_uuid_message_group_uuid
SELECT
    user_uuid, message_group_uuid, kind, peer_uuid, title, member_count, membership_seq, last_seq, last_rev, read_seq,
    last_message_at, message, last_kind, last_user_uuid
FROM inbox
WHERE user_uuid = ?1 AND message_group_uuid = ?2;
