-- Whether the database answers.
-- params:  none
-- returns: one row, 1
-- index:   none
SELECT 1 AS one;
