-- The person with an address.
-- params:  email text (any case)
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; zero or one row
-- index:   users_email_key
SELECT
    users.uuid::text AS user_uuid,
    users.handle,
    users.display_name,
    users.email,
    users.cognito_user_id,
    users.created_at,
    users.shows_reading,
    users.shows_presence
FROM users
WHERE lower(users.email) = lower(:email);
