-- What of a person's handle, address and sub somebody else has; a handle also when it is still reserved for another.
-- params:  user_uuid text, handle text, email text or null, cognito_user_id text or null, now text
-- returns: what text ('handle', 'email' or 'sub'); zero to four rows, the handle first
-- index:   users_handle, primary key of reserved_handles, users_email, users_cognito_user_id
SELECT 'handle' AS what FROM users WHERE users.handle = :handle AND users.user_uuid <> :user_uuid
UNION ALL
SELECT 'handle' AS what FROM reserved_handles
WHERE reserved_handles.handle = :handle
    AND reserved_handles.user_uuid <> :user_uuid
    AND reserved_handles.reserved_until > :now
UNION ALL
SELECT 'email' AS what FROM users WHERE users.email = :email AND users.user_uuid <> :user_uuid
UNION ALL
SELECT 'sub' AS what FROM users
WHERE users.cognito_user_id = :cognito_user_id AND users.user_uuid <> :user_uuid;
