-- Keep what an entry said before a change.
-- params:  entry_position, rev (the new one), earlier_message, made_at
-- returns: nothing
-- index:   edits_entry_position_rev (kept)
INSERT INTO edits (entry_position, rev, earlier_message, made_at)
VALUES (:entry_position, :rev, :earlier_message, :made_at);
