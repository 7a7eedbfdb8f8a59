-- Delete what has expired.
-- params:  now timestamptz
-- returns: nothing
-- index:   sessions_expires_at
DELETE FROM sessions WHERE sessions.expires_at <= :now;
