-- Say of several people which account of the provider they are, each only where nothing has moved since it was read.
-- params:  user_uuids uuid[], befores text[] (null: none was linked), afters text[]
-- returns: nothing; as many rows written as nothing has moved; refused by users_cognito_user_id_key
-- index:   users_pkey
UPDATE users SET cognito_user_id = wanted.after
FROM unnest(:user_uuids::uuid[], :befores::text[], :afters::text[]) AS wanted (user_uuid, before, after)
WHERE users.uuid = wanted.user_uuid AND users.cognito_user_id IS NOT DISTINCT FROM wanted.before;
