-- Note that a migration has been applied.
-- params:  number integer, name text, checksum text
-- returns: nothing
-- index:   schema_migrations_pkey
INSERT INTO schema_migrations (number, name, checksum) VALUES (:number, :name, :checksum);
