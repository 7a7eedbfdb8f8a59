-- Store a new person.
-- params:  user_uuid, handle, display_name, email, cognito_user_id, created_at: text
-- returns: nothing
-- index:   all of users
INSERT INTO users (user_uuid, handle, display_name, email, cognito_user_id, created_at)
VALUES (:user_uuid, :handle, :display_name, :email, :cognito_user_id, :created_at);
