-- Store a one-use code.
-- params:  code_digest, client_id, redirect_uri, scope, nonce, code_challenge, sub, jti, auth_time, expires_at, used_at: text
-- returns: nothing
-- index:   all of grants
INSERT INTO grants (
    code_digest, client_id, redirect_uri, scope, nonce, code_challenge, sub, jti, auth_time, expires_at, used_at
) VALUES (
    :code_digest, :client_id, :redirect_uri, :scope, :nonce, :code_challenge, :sub, :jti, :auth_time, :expires_at, :used_at
);
