-- Make the batch durable: returns after the fsync of the write-ahead log.
-- params:  none
-- returns: nothing
-- index:   none
COMMIT;
