-- Forget a form.
-- params:  ticket_digest text
-- returns: nothing
-- index:   primary key
DELETE FROM tickets WHERE tickets.ticket_digest = :ticket_digest;
