-- Those of some people who exist.
-- params:  user_uuids uuid[]
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; a row each, in no order
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
WHERE users.uuid = ANY(:user_uuids::uuid[]);
