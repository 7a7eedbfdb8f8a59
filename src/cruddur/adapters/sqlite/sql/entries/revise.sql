-- Replace an entry's text by a later version, or empty it. Its number, uuid and author stay.
-- params:  message_group_uuid, seq, message, digest, rev, edited_at, deleted_at
-- returns: position, one row
-- index:   entries_message_group_uuid_seq
UPDATE entries
SET message = :message, digest = :digest, rev = :rev, edited_at = :edited_at, deleted_at = :deleted_at
WHERE message_group_uuid = :message_group_uuid AND seq = :seq
RETURNING position;
