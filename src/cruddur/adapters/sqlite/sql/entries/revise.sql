-- Replace an entry's text by a later version, or empty it, reactions included. Its number, uuid and author stay.
-- params:  group_id, seq, message, digest, rev, edited_at, deleted_at
-- returns: position, one row
-- index:   entries_group_id_seq
UPDATE entries
SET
    message = :message, digest = :digest, rev = :rev, edited_at = :edited_at, deleted_at = :deleted_at,
    reactions = CASE WHEN :message IS NULL THEN NULL ELSE reactions END
WHERE group_id = :group_id AND seq = :seq
RETURNING position;
