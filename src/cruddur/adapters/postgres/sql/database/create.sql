-- How to make a database: the statement, since a name cannot be a parameter of it.
-- params:  name text
-- returns: one row, text
-- index:   none
SELECT format('CREATE DATABASE %I ENCODING ''UTF8'' TEMPLATE template0', :name::text) AS statement;
