-- Whether the file keeps a list of migrations: a new one does not.
-- params:  none
-- returns: 1 or 0, one row
-- index:   none; the schema is small
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations';
