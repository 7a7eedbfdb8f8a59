-- The list of applied migrations, made where there is none.
-- params:  none
-- returns: nothing
-- index:   none
-- clock:   the server's own, for people to read
CREATE TABLE IF NOT EXISTS schema_migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
