-- Store another password; it is no longer the one that everybody knows.
-- params:  sub text, password_hash text
-- returns: nothing
-- index:   primary key, accounts_is_demo
UPDATE accounts SET password_hash = :password_hash, is_demo = 0 WHERE accounts.sub = :sub;
