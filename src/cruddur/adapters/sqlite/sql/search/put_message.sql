-- Hold a version of a message.
-- params:  1 search_id, 2 rev, 3 message_uuid, 4 user_uuid, 5 message, 6 created_at
-- returns: nothing
-- index:   primary key
INSERT OR REPLACE INTO search_messages (search_id, rev, message_uuid, user_uuid, message, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);
