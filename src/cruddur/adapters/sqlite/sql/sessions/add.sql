-- Store a signed-in browser.
-- params:  token_digest, user_uuid, created_at, expires_at, label, id_token: text
-- returns: nothing
-- index:   all of sessions
INSERT INTO sessions (token_digest, user_uuid, created_at, expires_at, label, id_token)
VALUES (:token_digest, :user_uuid, :created_at, :expires_at, :label, :id_token);
