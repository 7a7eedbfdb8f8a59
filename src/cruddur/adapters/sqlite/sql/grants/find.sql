-- What a one-use code stands for, and whether it was used.
-- params:  code_digest text
-- returns: code_digest, client_id, redirect_uri, scope, nonce, code_challenge, sub, jti, auth_time, expires_at, used_at; zero or one row
-- index:   primary key
SELECT
    grants.code_digest,
    grants.client_id,
    grants.redirect_uri,
    grants.scope,
    grants.nonce,
    grants.code_challenge,
    grants.sub,
    grants.jti,
    grants.auth_time,
    grants.expires_at,
    grants.used_at
FROM grants
WHERE grants.code_digest = :code_digest;
