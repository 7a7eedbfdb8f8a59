-- Who has reacted to an entry, in its own row: [rev, [[emoji, user_uuid], …]], null until somebody has. A page of
-- history reads it with the row, and a plain entry still has nothing in `rest`.
ALTER TABLE entries ADD COLUMN reactions TEXT;

DROP VIEW entry_rows;

CREATE VIEW entry_rows AS
SELECT
    position, group_id, seq, message_uuid, user_uuid, message, created_at, digest, membership_seq,
    CASE
        WHEN kind = 'text' AND rev = 0 AND reply_to_seq IS NULL AND reactions IS NULL THEN NULL
        ELSE
            json_array(
                kind, rev, edited_at, deleted_at, reply_to_seq, json(subject_uuids), title, member_count,
                json(reactions)
            )
    END AS rest
FROM entries;
