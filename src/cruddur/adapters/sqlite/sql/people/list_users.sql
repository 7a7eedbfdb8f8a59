-- A page of everybody, to be moved elsewhere.
-- params:  after text (a user_uuid; '' for the beginning), limit_count integer
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; at most limit_count rows, by user_uuid
-- index:   primary key of users
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
WHERE users.user_uuid > :after
ORDER BY users.user_uuid
LIMIT :limit_count;
