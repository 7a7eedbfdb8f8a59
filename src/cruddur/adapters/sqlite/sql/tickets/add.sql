-- Store a form that waits for a code.
-- params:  ticket_digest, kind, code_digest, email, sub, handle, display_name, password_hash, created_at, expires_at, tries, is_proved
-- returns: nothing
-- index:   all of tickets
INSERT INTO tickets (
    ticket_digest, kind, code_digest, email, sub, handle, display_name, password_hash, created_at, expires_at, tries, is_proved
) VALUES (
    :ticket_digest, :kind, :code_digest, :email, :sub, :handle, :display_name, :password_hash, :created_at, :expires_at, :tries, :is_proved
);
