-- Note that a migration was applied, in its own transaction.
-- params:  number integer, name text, checksum text (SHA-256 of the file)
-- returns: nothing
-- index:   primary key
INSERT INTO schema_migrations (number, name, checksum) VALUES (:number, :name, :checksum);
