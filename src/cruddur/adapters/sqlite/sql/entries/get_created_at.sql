-- When an entry was created: one step of the search for a date.
-- params:  1 message_group_uuid, 2 seq
-- returns: created_at, zero or one row
-- index:   entries_message_group_uuid_seq
SELECT created_at FROM entries WHERE message_group_uuid = ?1 AND seq = ?2;
