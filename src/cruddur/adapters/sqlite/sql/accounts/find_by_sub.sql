-- An account of the built-in provider.
-- params:  sub text
-- returns: sub, handle, display_name, email, password_hash, created_at, is_demo; zero or one row
-- index:   primary key
SELECT
    accounts.sub,
    accounts.handle,
    accounts.display_name,
    accounts.email,
    accounts.password_hash,
    accounts.created_at,
    accounts.is_demo
FROM accounts
WHERE accounts.sub = :sub;
