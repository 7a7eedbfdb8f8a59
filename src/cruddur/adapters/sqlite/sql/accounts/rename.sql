-- Give an account another handle and name.
-- params:  sub text, handle text, display_name text
-- returns: nothing
-- index:   primary key, accounts_handle
UPDATE accounts SET handle = :handle, display_name = :display_name WHERE accounts.sub = :sub;
