-- Say which account of the provider a person is, where none is known yet.
-- params:  user_uuid uuid, cognito_user_id text
-- returns: nothing; refused by users_cognito_user_id_key
-- index:   users_pkey
UPDATE users SET cognito_user_id = :cognito_user_id
WHERE users.uuid = :user_uuid AND users.cognito_user_id IS NULL;
