-- The tables that this user may not read and write, for `cruddur doctor`.
-- params:  none
-- returns: table_name text; a row each, in order of their names
-- index:   none (the catalogue)
SELECT pg_class.relname::text AS table_name
FROM pg_class
WHERE pg_class.relnamespace = current_schema()::regnamespace
    AND pg_class.relkind = 'r'
    AND NOT (
        has_table_privilege(pg_class.oid, 'SELECT')
        AND has_table_privilege(pg_class.oid, 'INSERT')
        AND has_table_privilege(pg_class.oid, 'UPDATE')
        AND has_table_privilege(pg_class.oid, 'DELETE')
    )
ORDER BY pg_class.relname;
