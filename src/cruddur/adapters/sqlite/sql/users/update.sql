-- Give a person another handle and name, and let others see more or less of them.
-- params:  user_uuid text, handle text, display_name text, shows_reading integer, shows_presence integer
-- returns: nothing
-- index:   primary key, users_handle
UPDATE users SET
    handle = :handle,
    display_name = :display_name,
    shows_reading = :shows_reading,
    shows_presence = :shows_presence
WHERE users.user_uuid = :user_uuid;
