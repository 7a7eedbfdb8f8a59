-- How to remove a database with all that is in it, and end its connections: the statement, since a name cannot be a
-- parameter of it.
-- params:  name text
-- returns: one row, text
-- index:   none
SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', :name::text) AS statement;
