-- End all sessions of a person but one.
-- params:  user_uuid uuid, keep text (a token_digest, '' for none)
-- returns: nothing
-- index:   sessions_user_uuid
DELETE FROM sessions WHERE sessions.user_uuid = :user_uuid AND sessions.token_digest <> :keep;
