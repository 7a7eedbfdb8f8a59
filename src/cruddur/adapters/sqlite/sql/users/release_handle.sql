-- Forget that a handle was reserved: its owner has it again, or the time is over.
-- params:  handle text
-- returns: nothing
-- index:   primary key
DELETE FROM reserved_handles WHERE reserved_handles.handle = :handle;
