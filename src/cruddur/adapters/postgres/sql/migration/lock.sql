-- Let one host migrate at a time: waits until the lock is free, holds it until `migration/unlock` or the end of the
-- connection. The number is arbitrary, and this service's own.
-- params:  none
-- returns: one empty row
-- index:   none
SELECT pg_advisory_lock(7208842150311);
