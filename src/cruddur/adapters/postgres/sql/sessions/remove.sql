-- End a session.
-- params:  token_digest text
-- returns: nothing
-- index:   sessions_pkey
DELETE FROM sessions WHERE sessions.token_digest = :token_digest;
