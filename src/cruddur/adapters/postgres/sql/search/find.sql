-- Messages in a reader's groups that hold all grams, newest first, from a place on.
-- params:  user_uuid uuid, grams text[], before_at timestamptz, before_group uuid, before_seq bigint (the place),
--          limit_count integer
-- returns: message_group_uuid, seq, rev, message_uuid, user_uuid, message, created_at
-- index:   search_messages_grams, search_members_pkey
WITH found AS MATERIALIZED (
    SELECT search_messages.*
    FROM search_messages
    WHERE
        search_messages.grams @> :grams::text[]
        AND search_messages.grams && ARRAY(
            SELECT '@' || search_members.message_group_uuid::text
            FROM search_members
            WHERE search_members.user_uuid = :user_uuid::uuid
        )
)
SELECT
    found.message_group_uuid::text AS message_group_uuid,
    found.seq,
    found.rev,
    found.message_uuid::text AS message_uuid,
    found.user_uuid::text AS user_uuid,
    found.message,
    found.created_at
FROM found
INNER JOIN search_members AS reader
    ON reader.user_uuid = :user_uuid::uuid
        AND reader.message_group_uuid = found.message_group_uuid
        AND reader.reads_from_seq <= found.seq
WHERE
    (found.created_at, found.message_group_uuid, found.seq)
    < (:before_at::timestamptz, :before_group::uuid, :before_seq::bigint)
ORDER BY
    found.created_at DESC,
    found.message_group_uuid DESC,
    found.seq DESC
LIMIT :limit_count::integer;
