-- Store a signed-in browser. A repeat of the same changes nothing: its first try may have been stored unheard.
-- params:  token_digest text, user_uuid uuid, created_at timestamptz, expires_at timestamptz, label text,
--          id_token text or null
-- returns: nothing
-- index:   sessions_pkey
INSERT INTO sessions (token_digest, user_uuid, created_at, expires_at, label, id_token)
VALUES (:token_digest, :user_uuid, :created_at, :expires_at, :label, :id_token)
ON CONFLICT (token_digest) DO NOTHING;
