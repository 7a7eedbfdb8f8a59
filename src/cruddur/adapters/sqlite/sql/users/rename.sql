-- Give a person another handle and name.
-- params:  user_uuid text, handle text, display_name text
-- returns: nothing
-- index:   primary key, users_handle
UPDATE users SET handle = :handle, display_name = :display_name
WHERE users.user_uuid = :user_uuid;
