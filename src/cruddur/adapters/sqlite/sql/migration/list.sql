-- The migrations that this file has seen.
-- params:  none
-- returns: number integer, name text, checksum text; oldest first
-- index:   primary key
SELECT number, name, checksum FROM schema_migrations ORDER BY number;
