-- Take an access token back.
-- params:  jti text, revoked_until text
-- returns: nothing
-- index:   primary key
INSERT OR REPLACE INTO revoked_tokens (jti, revoked_until) VALUES (:jti, :revoked_until);
