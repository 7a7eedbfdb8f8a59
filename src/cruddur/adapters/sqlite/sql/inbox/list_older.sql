-- The rows of a person's inbox below a cursor. Access pattern B.
-- params:  1 user_uuid, 2 last_message_at, 3 message_group_uuid of the cursor, 4 limit
-- returns: rows (columns in the order of domain.inbox.InboxEntry), newest first, equal times by group
-- index:   inbox_user_uuid_last_message_at
SELECT
    user_uuid, message_group_uuid, kind, peer_uuid, title, member_count, membership_seq, last_seq, last_rev, read_seq,
    last_message_at, message, last_kind, last_user_uuid
FROM inbox
WHERE user_uuid = ?1 AND (last_message_at, message_group_uuid) < (?2, ?3)
ORDER BY last_message_at DESC, message_group_uuid DESC
LIMIT ?4;
