-- Give a person another handle and name.
-- params:  user_uuid uuid, handle text, display_name text
-- returns: nothing; refused by users_handle_key
-- index:   users_pkey
UPDATE users SET handle = :handle, display_name = :display_name
WHERE users.uuid = :user_uuid;
