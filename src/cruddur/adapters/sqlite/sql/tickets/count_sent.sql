-- How many codes an address was sent of late.
-- params:  email text, since text
-- returns: sent_count integer, one row
-- index:   tickets_email
SELECT COUNT(*) AS sent_count
FROM tickets
WHERE tickets.email = :email AND tickets.created_at > :since AND tickets.code_digest IS NOT NULL;
