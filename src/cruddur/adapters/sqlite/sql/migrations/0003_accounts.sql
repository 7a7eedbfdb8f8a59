-- The built-in sign-in provider: who can sign in, forms that wait for a code, codes for clients, failed tries.

CREATE TABLE accounts (
    sub TEXT PRIMARY KEY,
    handle TEXT NOT NULL COLLATE NOCASE,
    display_name TEXT NOT NULL,
    email TEXT NOT NULL COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX accounts_handle ON accounts (handle);
CREATE UNIQUE INDEX accounts_email ON accounts (email);
CREATE INDEX accounts_is_demo ON accounts (is_demo) WHERE is_demo = 1;

-- Sign-ups and recoveries that wait for a code. Secrets are stored as digests only.
CREATE TABLE tickets (
    ticket_digest TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('sign_up', 'recovery')),
    code_digest TEXT,
    email TEXT NOT NULL,
    sub TEXT,
    handle TEXT NOT NULL,
    display_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    tries INTEGER NOT NULL,
    is_proved INTEGER NOT NULL CHECK (is_proved IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX tickets_email ON tickets (email, created_at);
CREATE INDEX tickets_expires_at ON tickets (expires_at);

-- One-use codes between the provider and a client.
CREATE TABLE grants (
    code_digest TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    scope TEXT NOT NULL,
    nonce TEXT,
    code_challenge TEXT NOT NULL,
    sub TEXT NOT NULL,
    jti TEXT NOT NULL,
    auth_time TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX grants_expires_at ON grants (expires_at);

-- Access tokens that were taken back before they expired.
CREATE TABLE revoked_tokens (
    jti TEXT PRIMARY KEY,
    revoked_until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_tokens_revoked_until ON revoked_tokens (revoked_until);

-- Tries to sign in, by the SHA-256 of the name that was typed, whether anybody has it or not.
CREATE TABLE attempts (
    name_digest TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    locked_until TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX attempts_last_at ON attempts (last_at);
