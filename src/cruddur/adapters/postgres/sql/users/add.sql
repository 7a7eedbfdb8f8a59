-- Store a new person. A repeat of the same changes nothing: its first try may have been stored unheard.
-- params:  user_uuid uuid, handle text, display_name text, email text or null, cognito_user_id text or null,
--          created_at timestamptz, shows_reading boolean, shows_presence boolean
-- returns: nothing; refused by users_handle_key, users_email_key or users_cognito_user_id_key
-- index:   all of users
INSERT INTO users (
    uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading, shows_presence
)
VALUES (
    :user_uuid, :handle, :display_name, :email, :cognito_user_id, :created_at, :shows_reading, :shows_presence
)
ON CONFLICT (uuid) DO NOTHING;
