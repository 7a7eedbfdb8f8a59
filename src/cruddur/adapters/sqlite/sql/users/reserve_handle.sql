-- Keep a handle for whoever gave it up.
-- params:  handle text, user_uuid text, reserved_until text
-- returns: nothing
-- index:   primary key
INSERT OR REPLACE INTO reserved_handles (handle, user_uuid, reserved_until)
VALUES (:handle, :user_uuid, :reserved_until);
