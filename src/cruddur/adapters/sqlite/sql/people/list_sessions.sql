-- A page of the living sessions, to be moved elsewhere.
-- params:  after text (a token_digest; '' for the beginning), now text, limit_count integer
-- returns: token_digest, user_uuid, created_at, expires_at, label, id_token; at most limit_count rows, by token_digest
-- index:   primary key of sessions
SELECT
    sessions.token_digest,
    sessions.user_uuid,
    sessions.created_at,
    sessions.expires_at,
    sessions.label,
    sessions.id_token
FROM sessions
WHERE sessions.token_digest > :after AND sessions.expires_at > :now
ORDER BY sessions.token_digest
LIMIT :limit_count;
