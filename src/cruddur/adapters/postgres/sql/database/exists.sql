-- Whether a database of this name is there.
-- params:  name text
-- returns: one row, boolean
-- index:   pg_database_datname_index
SELECT EXISTS (SELECT 1 FROM pg_database WHERE pg_database.datname = :name) AS is_there;
