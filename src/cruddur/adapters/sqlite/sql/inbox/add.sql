-- Give a person a row for a group.
-- params:  1..14, the columns in the order of domain.inbox.InboxEntry
-- returns: nothing
-- index:   inbox_user_uuid_message_group_uuid, inbox_user_uuid_last_message_at (kept)
INSERT INTO inbox (
    user_uuid, message_group_uuid, kind, peer_uuid, title, member_count, membership_seq, last_seq, last_rev, read_seq,
    last_message_at, message, last_kind, last_user_uuid
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);
