-- Append a message. The hot write: positional parameters, one index.
-- params:  1 group_id, 2 seq, 3 message_uuid, 4 user_uuid, 5 message, 6 created_at, 7 digest, 8 membership_seq,
--          9 reply_to_seq
-- returns: nothing; refused when the seq is taken
-- index:   entries_group_id_seq (kept)
INSERT INTO entries (
    group_id, seq, kind, message_uuid, user_uuid, message, created_at, digest, rev, membership_seq, reply_to_seq,
    member_count
) VALUES (?1, ?2, 'text', ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, 0);
