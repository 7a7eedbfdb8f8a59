-- Append a quiet line: a change of membership or of the title. Its membership_seq is its own seq.
-- params:  group_id, seq, kind, message_uuid, user_uuid, message (new title or role), created_at, subject_uuids (JSON array),
--          title, member_count
-- returns: nothing; refused when the seq is taken
-- index:   entries_group_id_seq (kept)
INSERT INTO entries (
    group_id, seq, kind, message_uuid, user_uuid, message, created_at, rev, membership_seq, subject_uuids, title,
    member_count
) VALUES (
    :group_id, :seq, :kind, :message_uuid, :user_uuid, :message, :created_at, 0, :seq, :subject_uuids, :title,
    :member_count
);
