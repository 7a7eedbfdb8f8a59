-- Give up the whole batch.
-- params:  none
-- returns: nothing
-- index:   none
ROLLBACK;
