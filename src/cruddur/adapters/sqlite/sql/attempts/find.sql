-- How often somebody tried to sign in under a name.
-- params:  name_digest text
-- returns: tries integer, last_at text, locked_until text; zero or one row
-- index:   primary key
SELECT attempts.tries, attempts.last_at, attempts.locked_until
FROM attempts
WHERE attempts.name_digest = :name_digest;
