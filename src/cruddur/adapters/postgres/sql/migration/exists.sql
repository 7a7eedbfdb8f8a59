-- Whether a database has ever been migrated.
-- params:  none
-- returns: one row, boolean
-- index:   none
SELECT to_regclass('public.schema_migrations') IS NOT NULL AS migrated;
