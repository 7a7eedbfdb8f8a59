-- Settings of a connection that only reads.
-- params:  none
-- returns: nothing
-- index:   none
PRAGMA query_only = ON;
PRAGMA temp_store = MEMORY;
