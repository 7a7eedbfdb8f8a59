-- Keep what the job wrote.
-- params:  none
-- returns: nothing
-- index:   none
RELEASE job;
