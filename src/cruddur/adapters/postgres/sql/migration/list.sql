-- What has been applied to this database.
-- params:  none
-- returns: number, name, checksum; a row each, oldest first
-- index:   schema_migrations_pkey
SELECT schema_migrations.number, schema_migrations.name, schema_migrations.checksum
FROM schema_migrations
ORDER BY schema_migrations.number;
