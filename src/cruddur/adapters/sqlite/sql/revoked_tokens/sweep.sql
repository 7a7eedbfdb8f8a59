-- Forget tokens that have expired anyway.
-- params:  now text
-- returns: nothing
-- index:   revoked_tokens_revoked_until
DELETE FROM revoked_tokens WHERE revoked_tokens.revoked_until < :now;
