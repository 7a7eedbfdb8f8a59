-- The search index, fed from the log's change stream.
-- clock:   none; chance makes a name that no index has had, and nothing depends on it

CREATE TABLE search_index (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    index_id uuid NOT NULL DEFAULT gen_random_uuid()
);

INSERT INTO search_index DEFAULT VALUES;

CREATE TABLE search_groups (
    message_group_uuid uuid PRIMARY KEY,
    membership_seq bigint NOT NULL
);

CREATE TABLE search_members (
    user_uuid uuid NOT NULL,
    message_group_uuid uuid NOT NULL,
    reads_from_seq bigint NOT NULL,
    PRIMARY KEY (user_uuid, message_group_uuid)
);

CREATE INDEX search_members_message_group_uuid ON search_members (message_group_uuid);

-- grams: those of domain/search.py, and "@" with the group's uuid, so that one index narrows down by both.
-- An emptied message keeps its row, and with it the revision that emptied it.
CREATE TABLE search_messages (
    message_group_uuid uuid NOT NULL,
    seq bigint NOT NULL,
    rev integer NOT NULL,
    message_uuid uuid NOT NULL,
    user_uuid uuid NOT NULL,
    message text,
    created_at timestamptz NOT NULL,
    grams text[] NOT NULL,
    PRIMARY KEY (message_group_uuid, seq)
);

CREATE INDEX search_messages_grams ON search_messages USING gin (grams);
