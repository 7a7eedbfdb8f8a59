-- Forget all that an emptied entry ever said. The rows stay: they are places in the change stream.
-- params:  1 entry_position
-- returns: nothing
-- index:   edits_entry_position_rev
UPDATE edits SET earlier_message = NULL WHERE entry_position = ?1 AND earlier_message IS NOT NULL;
