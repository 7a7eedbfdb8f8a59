-- The account that somebody names to sign in: by e-mail, or by handle (which holds no @).
-- params:  name text (lower case)
-- returns: sub, handle, display_name, email, password_hash, created_at, is_demo; zero or one row
-- index:   accounts_handle, accounts_email
SELECT
    accounts.sub,
    accounts.handle,
    accounts.display_name,
    accounts.email,
    accounts.password_hash,
    accounts.created_at,
    accounts.is_demo
FROM accounts
WHERE accounts.handle = :name OR accounts.email = :name;
