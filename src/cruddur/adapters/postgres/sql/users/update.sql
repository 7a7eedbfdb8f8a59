-- Give a person another handle and name, and let others see more or less of them.
-- params:  user_uuid uuid, handle text, display_name text, shows_reading boolean, shows_presence boolean
-- returns: nothing; refused by users_handle_key
-- index:   users_pkey
UPDATE users SET
    handle = :handle,
    display_name = :display_name,
    shows_reading = :shows_reading,
    shows_presence = :shows_presence
WHERE users.uuid = :user_uuid;
