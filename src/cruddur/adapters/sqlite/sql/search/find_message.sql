-- What the index holds of a message.
-- params:  1 search_id
-- returns: rev, message; zero or one row
-- index:   primary key
SELECT search_messages.rev, search_messages.message FROM search_messages WHERE search_messages.search_id = ?1;
