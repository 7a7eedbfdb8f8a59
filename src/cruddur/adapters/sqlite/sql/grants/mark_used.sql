-- Note that a code was used.
-- params:  code_digest text, now text
-- returns: nothing
-- index:   primary key
UPDATE grants SET used_at = :now WHERE grants.code_digest = :code_digest AND grants.used_at IS NULL;
