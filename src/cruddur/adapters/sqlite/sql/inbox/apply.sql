-- Move a row as domain.inbox.changed does: three halves, each where it is news. Never makes a row. Access pattern E.
-- params:  1..12, the fields in the order of domain.inbox.InboxChange
-- returns: the row as it is now (columns in the order of domain.inbox.InboxEntry), none where nothing was news
-- index:   inbox_user_uuid_message_group_uuid
UPDATE inbox
SET
    last_seq = CASE WHEN (last_seq, last_rev) < (?3, ?4) THEN ?3 ELSE last_seq END,
    last_rev = CASE WHEN (last_seq, last_rev) < (?3, ?4) THEN ?4 ELSE last_rev END,
    last_message_at = CASE WHEN (last_seq, last_rev) < (?3, ?4) THEN ?5 ELSE last_message_at END,
    message = CASE WHEN (last_seq, last_rev) < (?3, ?4) THEN ?6 ELSE message END,
    last_kind = CASE WHEN (last_seq, last_rev) < (?3, ?4) THEN ?7 ELSE last_kind END,
    last_user_uuid = CASE WHEN (last_seq, last_rev) < (?3, ?4) THEN ?8 ELSE last_user_uuid END,
    read_seq = max(read_seq, ?9),
    membership_seq = CASE WHEN membership_seq < ?10 THEN ?10 ELSE membership_seq END,
    title = CASE WHEN membership_seq < ?10 THEN ?11 ELSE title END,
    member_count = CASE WHEN membership_seq < ?10 THEN ?12 ELSE member_count END
WHERE
    user_uuid = ?1 AND message_group_uuid = ?2
    AND ((last_seq, last_rev) < (?3, ?4) OR read_seq < ?9 OR membership_seq < ?10)
RETURNING
    user_uuid, message_group_uuid, kind, peer_uuid, title, member_count, membership_seq, last_seq, last_rev, read_seq,
    last_message_at, message, last_kind, last_user_uuid;
