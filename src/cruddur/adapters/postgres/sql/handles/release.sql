-- Give a handle up. It stays reserved for its owner for a while.
-- params:  handle text, user_uuid uuid, released_at timestamptz
-- returns: nothing
-- index:   handles_pkey or handles_user_uuid
UPDATE handles SET released_at = :released_at
WHERE handles.handle = lower(:handle) AND handles.user_uuid = :user_uuid;
