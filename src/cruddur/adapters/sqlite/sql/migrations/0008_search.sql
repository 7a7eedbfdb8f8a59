-- The search index. It lies in a file of its own, so that filling it never keeps the log's writer.
-- clock:   none; chance makes a name that no index has had, and nothing depends on it

CREATE TABLE search_index (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    index_id TEXT NOT NULL
) STRICT;

INSERT INTO search_index (one, index_id) VALUES (1, lower(hex(randomblob(16))));

CREATE TABLE search_groups (
    search_group_id INTEGER PRIMARY KEY,
    message_group_uuid TEXT NOT NULL UNIQUE,
    membership_seq INTEGER NOT NULL,
    last_message_at TEXT NOT NULL
) STRICT;

CREATE TABLE search_members (
    user_uuid TEXT NOT NULL,
    search_group_id INTEGER NOT NULL,
    reads_from_seq INTEGER NOT NULL,
    PRIMARY KEY (user_uuid, search_group_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX search_members_search_group_id ON search_members (search_group_id);

-- `search_id` is search_group_id * 2^40 + seq: a group's messages are a range of it, in their order, in the table
-- and in every list of the index below. An emptied message keeps its row, and with it the revision that emptied it.
CREATE TABLE search_messages (
    search_id INTEGER PRIMARY KEY,
    rev INTEGER NOT NULL,
    message_uuid TEXT NOT NULL,
    user_uuid TEXT NOT NULL,
    message TEXT,
    created_at TEXT NOT NULL
) STRICT;

-- The grams of domain/search.py, parted by blanks. `ascii` parts at blanks only: grams hold letters, digits, "_" and
-- what lies beyond ASCII. No positions and no text are kept, since the messages are at hand.
CREATE VIRTUAL TABLE search_grams USING fts5 (grams, content = '', detail = none, tokenize = "ascii tokenchars '_'");
