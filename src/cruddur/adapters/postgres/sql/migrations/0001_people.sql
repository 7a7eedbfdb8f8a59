-- People, the handles that are or were somebody's, the texts they are found by, and their signed-in browsers.

CREATE TABLE users (
    uuid uuid PRIMARY KEY,
    handle text NOT NULL,
    display_name text NOT NULL,
    email text,
    cognito_user_id text,
    created_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX users_handle_key ON users (lower(handle));
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE UNIQUE INDEX users_cognito_user_id_key ON users (cognito_user_id);

-- One row for every handle that somebody has or had: taking a handle is taking its row, so two hosts cannot both.
-- released_at: when its owner gave it up; null while it is in use.
CREATE TABLE handles (
    handle text PRIMARY KEY CHECK (handle = lower(handle)),
    user_uuid uuid NOT NULL REFERENCES users (uuid) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    released_at timestamptz
);

CREATE INDEX handles_user_uuid ON handles (user_uuid);

-- Folded texts that a search for a person may begin; a smaller rank is closer. See domain/names.py.
-- Compared byte by byte ("C"), so that a beginning is a range of the index.
CREATE TABLE user_terms (
    rank smallint NOT NULL,
    term text COLLATE "C" NOT NULL,
    user_uuid uuid NOT NULL REFERENCES users (uuid) ON DELETE CASCADE,
    PRIMARY KEY (rank, term, user_uuid)
);

CREATE INDEX user_terms_user_uuid ON user_terms (user_uuid);

-- Signed-in browsers. token_digest is the SHA-256 of a secret that only the browser holds.
CREATE TABLE sessions (
    token_digest text PRIMARY KEY,
    user_uuid uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    label text NOT NULL,
    id_token text
);

CREATE INDEX sessions_user_uuid ON sessions (user_uuid, created_at);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
