-- What waits for a person, over all rows.
-- params:  1 user_uuid
-- returns: count of entries, count of groups; one row
-- index:   inbox_user_uuid_unread, which alone is read
SELECT coalesce(sum(last_seq - read_seq), 0), count(*)
FROM inbox
WHERE user_uuid = ?1 AND last_seq > read_seq;
