-- Those of some people who exist.
-- params:  user_uuids text (a JSON array)
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; a row each, in no order
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
FROM json_each(:user_uuids) AS wanted
CROSS JOIN users ON users.user_uuid = wanted.value;
