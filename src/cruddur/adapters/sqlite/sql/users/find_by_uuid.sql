-- One person.
-- params:  user_uuid text
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; zero or one row
-- index:   primary key
SELECT
    users.user_uuid,
    users.handle,
    users.display_name,
    users.email,
    users.cognito_user_id,
    users.created_at,
    users.shows_reading,
    users.shows_presence
FROM users
WHERE users.user_uuid = :user_uuid;
