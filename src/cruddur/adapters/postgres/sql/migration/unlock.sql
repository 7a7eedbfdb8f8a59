-- Let the next host migrate.
-- params:  none
-- returns: one row, true
-- index:   none
SELECT pg_advisory_unlock(7208842150311);
