-- Note that the right code came.
-- params:  ticket_digest text
-- returns: nothing
-- index:   primary key
UPDATE tickets SET is_proved = 1 WHERE tickets.ticket_digest = :ticket_digest;
