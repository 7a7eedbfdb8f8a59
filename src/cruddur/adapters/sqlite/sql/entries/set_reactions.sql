-- Replace the reactions of an entry.
-- params:  1 group_id, 2 seq, 3 reactions
-- returns: nothing
-- index:   entries_group_id_seq
UPDATE entries SET reactions = ?3 WHERE group_id = ?1 AND seq = ?2;
