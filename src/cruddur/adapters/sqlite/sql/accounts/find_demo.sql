-- Whether anybody has a password that everybody knows.
-- params:  none
-- returns: sub text; zero or one row
-- index:   accounts_is_demo
SELECT accounts.sub FROM accounts WHERE accounts.is_demo = 1 LIMIT 1;
