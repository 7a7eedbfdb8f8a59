-- People, the handles they gave up, the texts they are found by, and their signed-in browsers.

-- `handle` and `email` are stored in lower case; NOCASE keeps them unique even if somebody writes here by hand.
CREATE TABLE users (
    user_uuid TEXT PRIMARY KEY,
    handle TEXT NOT NULL COLLATE NOCASE,
    display_name TEXT NOT NULL,
    email TEXT COLLATE NOCASE,
    cognito_user_id TEXT,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX users_handle ON users (handle);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE UNIQUE INDEX users_cognito_user_id ON users (cognito_user_id);

-- A handle that its owner gave up, and until when nobody else can have it.
CREATE TABLE reserved_handles (
    handle TEXT PRIMARY KEY COLLATE NOCASE,
    user_uuid TEXT NOT NULL REFERENCES users (user_uuid),
    reserved_until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Folded texts that a search for a person may begin; a smaller rank is closer. See domain/names.py.
CREATE TABLE user_terms (
    term TEXT NOT NULL,
    user_uuid TEXT NOT NULL REFERENCES users (user_uuid),
    rank INTEGER NOT NULL,
    PRIMARY KEY (term, user_uuid)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_terms_user_uuid ON user_terms (user_uuid);

-- Signed-in browsers. `token_digest` is the SHA-256 of a secret that only the browser holds.
CREATE TABLE sessions (
    token_digest TEXT PRIMARY KEY,
    user_uuid TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    label TEXT NOT NULL,
    id_token TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_user_uuid ON sessions (user_uuid, created_at);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
