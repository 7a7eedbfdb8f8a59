-- A person's living sessions, newest first.
-- params:  user_uuid uuid, now timestamptz
-- returns: token_digest, user_uuid, created_at, expires_at, label, id_token; a row each
-- index:   sessions_user_uuid
SELECT
    sessions.token_digest,
    sessions.user_uuid::text AS user_uuid,
    sessions.created_at,
    sessions.expires_at,
    sessions.label,
    sessions.id_token
FROM sessions
WHERE sessions.user_uuid = :user_uuid AND sessions.expires_at > :now
ORDER BY sessions.created_at DESC, sessions.token_digest COLLATE "C" DESC;
