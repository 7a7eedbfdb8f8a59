-- Keep a handle for whoever gave it up elsewhere, unless somebody has or had it here.
-- params:  handle text, user_uuid uuid, released_at timestamptz
-- returns: nothing; one row written where it is new
-- index:   handles_pkey
INSERT INTO handles (handle, user_uuid, released_at)
VALUES (lower(:handle), :user_uuid, :released_at)
ON CONFLICT (handle) DO NOTHING;
