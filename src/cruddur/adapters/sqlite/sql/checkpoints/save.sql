-- Remember how far a reader of the change stream has come.
-- params:  1 consumer, 2 position
-- returns: nothing
-- index:   primary key
INSERT INTO checkpoints (consumer, position) VALUES (?1, ?2)
ON CONFLICT (consumer) DO UPDATE SET position = excluded.position;
