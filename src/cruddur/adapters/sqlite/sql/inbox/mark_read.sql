-- Raise a read mark; it never goes back.
-- params:  1 user_uuid, 2 message_group_uuid, 3 read_seq
-- returns: the row as it is now (columns in the order of domain.inbox.InboxEntry), none where nothing rose
-- index:   inbox_user_uuid_message_group_uuid
UPDATE inbox
SET read_seq = ?3
WHERE user_uuid = ?1 AND message_group_uuid = ?2 AND read_seq < ?3
RETURNING
    user_uuid, message_group_uuid, kind, peer_uuid, title, member_count, membership_seq, last_seq, last_rev, read_seq,
    last_message_at, message, last_kind, last_user_uuid;
