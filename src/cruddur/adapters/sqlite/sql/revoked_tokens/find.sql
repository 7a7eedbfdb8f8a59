-- Whether a token was taken back.
-- params:  jti text
-- returns: jti text; zero or one row
-- index:   primary key
SELECT revoked_tokens.jti FROM revoked_tokens WHERE revoked_tokens.jti = :jti;
