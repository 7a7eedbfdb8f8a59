-- Note how often somebody tried to sign in under a name.
-- params:  name_digest text, tries integer, last_at text, locked_until text or null
-- returns: nothing
-- index:   primary key
INSERT OR REPLACE INTO attempts (name_digest, tries, last_at, locked_until)
VALUES (:name_digest, :tries, :last_at, :locked_until);
