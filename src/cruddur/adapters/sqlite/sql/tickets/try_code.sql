-- Count a try with a code, and say what the form waits for.
-- params:  ticket_digest text, now text
-- returns: ticket_digest, kind, code_digest, email, sub, handle, display_name, password_hash, created_at, expires_at, tries, is_proved; zero or one row, the try counted
-- index:   primary key
UPDATE tickets SET tries = tickets.tries + 1
WHERE tickets.ticket_digest = :ticket_digest AND tickets.expires_at > :now
RETURNING
    ticket_digest, kind, code_digest, email, sub, handle, display_name, password_hash, created_at, expires_at, tries, is_proved;
