-- What of an account's handle and e-mail somebody else has.
-- params:  sub text, handle text, email text
-- returns: what text ('handle' or 'email'); zero to two rows, the handle first
-- index:   accounts_handle, accounts_email
SELECT 'handle' AS what FROM accounts WHERE accounts.handle = :handle AND accounts.sub <> :sub
UNION ALL
SELECT 'email' AS what FROM accounts WHERE accounts.email = :email AND accounts.sub <> :sub;
