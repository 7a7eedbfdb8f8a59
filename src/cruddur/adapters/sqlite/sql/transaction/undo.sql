-- Take back what the job wrote, and only that.
-- params:  none
-- returns: nothing
-- index:   none
ROLLBACK TO job;
