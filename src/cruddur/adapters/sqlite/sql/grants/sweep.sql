-- Forget codes whose tokens have expired, so that nothing is left to revoke.
-- params:  expired_before text
-- returns: nothing
-- index:   grants_expires_at
DELETE FROM grants WHERE grants.expires_at < :expired_before;
