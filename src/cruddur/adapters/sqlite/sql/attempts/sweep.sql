-- Forget tries that are old.
-- params:  older_than text
-- returns: nothing
-- index:   attempts_last_at
DELETE FROM attempts WHERE attempts.last_at < :older_than;
