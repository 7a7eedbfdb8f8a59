-- Begin one job within a batch.
-- params:  none
-- returns: nothing
-- index:   none
SAVEPOINT job;
