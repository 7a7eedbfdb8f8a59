-- What an entry said before each of its changes.
-- params:  1 message_group_uuid, 2 seq
-- returns: rev (of the change), earlier_message, made_at (of the change); oldest first
-- index:   groups.message_group_uuid, entries_group_id_seq, then edits_entry_position_rev
SELECT edits.rev, edits.earlier_message, edits.made_at
FROM edits
WHERE
    edits.entry_position = (
        SELECT entries.position FROM entries
        WHERE
            entries.group_id = (SELECT groups.group_id FROM groups WHERE groups.message_group_uuid = ?1)
            AND entries.seq = ?2
    )
ORDER BY edits.rev;
