-- How far a reader of the change stream has come.
-- params:  1 consumer
-- returns: position, zero or one row
-- index:   primary key
SELECT position FROM checkpoints WHERE consumer = ?1;
