-- Take another name.
-- params:  none
-- returns: nothing
-- index:   primary key
-- clock:   none; chance makes a name that no index has had, and nothing depends on it
UPDATE search_index SET index_id = lower(hex(randomblob(16))) WHERE one = 1;
