-- Empty the index of messages.
-- params:  none
-- returns: nothing
-- index:   primary key
DELETE FROM search_messages WHERE search_id > 0;
