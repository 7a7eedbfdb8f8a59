-- People found by the beginning of a handle, a name, or a word of either; whole matches first, then the closest.
-- params:  text text (folded), limit_count integer
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; at most limit_count rows
-- index:   primary key of user_terms (a range), primary key of users
SELECT
    users.user_uuid,
    users.handle,
    users.display_name,
    users.email,
    users.cognito_user_id,
    users.created_at,
    users.shows_reading,
    users.shows_presence
FROM user_terms
CROSS JOIN users ON users.user_uuid = user_terms.user_uuid
WHERE user_terms.term >= :text AND user_terms.term < :text || char(1114111)
GROUP BY users.user_uuid
ORDER BY MIN(user_terms.rank + 3 * (user_terms.term <> :text)), LENGTH(users.handle), users.handle
LIMIT :limit_count;
