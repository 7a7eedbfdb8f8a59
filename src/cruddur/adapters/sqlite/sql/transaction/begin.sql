-- Take the write lock at once, so that no job finds out later that it cannot have it.
-- params:  none
-- returns: nothing
-- index:   none
BEGIN IMMEDIATE;
