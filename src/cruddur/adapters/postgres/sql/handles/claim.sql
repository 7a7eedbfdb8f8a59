-- Take a handle: a free one, one's own of earlier, or one that was given up long enough ago.
-- Of two who try at once the second waits for the first, then gets no row.
-- params:  handle text, user_uuid uuid, free_since timestamptz (given up then or before: free)
-- returns: handle; zero rows when somebody has it, or it is reserved for another
-- index:   handles_pkey
INSERT INTO handles (handle, user_uuid, released_at)
VALUES (lower(:handle), :user_uuid, NULL)
ON CONFLICT (handle) DO UPDATE
SET user_uuid = excluded.user_uuid, released_at = NULL
WHERE handles.user_uuid = excluded.user_uuid OR handles.released_at <= :free_since
RETURNING handles.handle;
