-- A living session.
-- params:  token_digest text, now timestamptz
-- returns: token_digest, user_uuid, created_at, expires_at, label, id_token; zero or one row
-- index:   sessions_pkey
SELECT
    sessions.token_digest,
    sessions.user_uuid::text AS user_uuid,
    sessions.created_at,
    sessions.expires_at,
    sessions.label,
    sessions.id_token
FROM sessions
WHERE sessions.token_digest = :token_digest AND sessions.expires_at > :now;
