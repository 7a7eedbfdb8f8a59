-- One person, kept from changing until the transaction ends.
-- params:  user_uuid uuid
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; zero or one row
-- index:   users_pkey
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
WHERE users.uuid = :user_uuid
FOR UPDATE;
