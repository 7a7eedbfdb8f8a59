-- What waits for a person, without reading their whole inbox: only rows with something unread are in it.
CREATE INDEX inbox_user_uuid_unread ON inbox (user_uuid, last_seq, read_seq) WHERE last_seq > read_seq;
