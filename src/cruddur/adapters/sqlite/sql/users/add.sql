-- Store a new person.
-- params:  user_uuid, handle, display_name, email, cognito_user_id, created_at: text; shows_reading, shows_presence integer
-- returns: nothing
-- index:   all of users
INSERT INTO users (
    user_uuid, handle, display_name, email, cognito_user_id, created_at, shows_reading, shows_presence
)
VALUES (
    :user_uuid, :handle, :display_name, :email, :cognito_user_id, :created_at, :shows_reading, :shows_presence
);
