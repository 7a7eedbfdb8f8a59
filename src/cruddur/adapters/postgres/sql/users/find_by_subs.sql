-- The people behind some accounts of the provider.
-- params:  cognito_user_ids text[]
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; a row each, in no order
-- index:   users_cognito_user_id_key
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
WHERE users.cognito_user_id = ANY(:cognito_user_ids::text[]);
