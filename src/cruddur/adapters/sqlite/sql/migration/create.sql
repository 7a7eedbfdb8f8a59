-- Where the file keeps which migrations made it.
-- params:  none
-- returns: nothing
-- index:   none
CREATE TABLE IF NOT EXISTS schema_migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
) STRICT;
