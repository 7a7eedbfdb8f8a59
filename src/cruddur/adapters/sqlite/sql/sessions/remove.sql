-- End a session.
-- params:  token_digest text
-- returns: nothing
-- index:   primary key
DELETE FROM sessions WHERE sessions.token_digest = :token_digest;
