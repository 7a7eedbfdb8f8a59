-- The person with an address.
-- params:  email text (lower case)
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; zero or one row
-- index:   users_email
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
WHERE users.email = :email;
