-- Forget forms that expired long enough ago that they do not count any more.
-- params:  expired_before text
-- returns: nothing
-- index:   tickets_expires_at
DELETE FROM tickets WHERE tickets.expires_at < :expired_before;
