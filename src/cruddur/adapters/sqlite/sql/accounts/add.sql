-- Store a new account.
-- params:  sub, handle, display_name, email, password_hash, created_at: text; is_demo: 0 or 1
-- returns: nothing
-- index:   all of accounts
INSERT INTO accounts (sub, handle, display_name, email, password_hash, created_at, is_demo)
VALUES (:sub, :handle, :display_name, :email, :password_hash, :created_at, :is_demo);
