-- Say which account of the provider a person is, where none is known yet.
-- params:  user_uuid text, cognito_user_id text
-- returns: nothing
-- index:   primary key, users_cognito_user_id
UPDATE users SET cognito_user_id = :cognito_user_id
WHERE users.user_uuid = :user_uuid AND users.cognito_user_id IS NULL;
