-- Append a quiet line: a change of membership or of the title. Its membership_seq is its own seq.
-- params:  message_group_uuid, seq, kind, message_uuid, user_uuid, message (new title), created_at,
--          subject_uuids (JSON array), title, member_count
-- returns: nothing; refused when the seq is taken
-- index:   entries_message_group_uuid_seq (kept)
INSERT INTO entries (
    message_group_uuid, seq, kind, message_uuid, user_uuid, message, created_at, rev, membership_seq,
    subject_uuids, title, member_count
) VALUES (
    :message_group_uuid, :seq, :kind, :message_uuid, :user_uuid, :message, :created_at, 0, :seq,
    :subject_uuids, :title, :member_count
);
