-- People found by the beginning of a handle, a name, or a word of either; whole matches first, then the closest.
-- Of each rank at most 1,000 terms are looked at, in the order of the index: a text that begins more names than
-- that is too short to say whom it means, and must not cost more than others.
-- params:  text text (folded), limit_count integer
-- returns: user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading,
--          shows_presence; at most limit_count rows
-- index:   user_terms_pkey (a range for each rank), users_pkey
WITH terms AS (
    SELECT found.user_uuid, ranks.rank, found.term
    FROM (VALUES (0), (1), (2)) AS ranks (rank)
    CROSS JOIN LATERAL (
        SELECT user_terms.user_uuid, user_terms.term
        FROM user_terms
        WHERE user_terms.rank = ranks.rank
            AND user_terms.term >= :text
            AND user_terms.term < :text || chr(1114111)
        ORDER BY user_terms.term
        LIMIT 1000
    ) AS found
),
people AS (
    SELECT terms.user_uuid, min(terms.rank + CASE WHEN terms.term = :text THEN 0 ELSE 3 END) AS distance
    FROM terms
    GROUP BY terms.user_uuid
)
SELECT
    users.uuid::text AS user_uuid,
    users.handle,
    users.display_name,
    users.email,
    users.cognito_user_id,
    users.created_at,
    users.shows_reading,
    users.shows_presence
FROM people
INNER JOIN users ON users.uuid = people.user_uuid
ORDER BY people.distance, length(users.handle), users.handle COLLATE "C"
LIMIT :limit_count;
