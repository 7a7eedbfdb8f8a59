-- The log of every message group, who is in it, and each person's inbox.

-- `group_id` stands for the uuid in `entries` alone, where it saves a fifth of the file and a third of what an append
-- writes.
CREATE TABLE groups (
    group_id INTEGER PRIMARY KEY,
    message_group_uuid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('direct', 'group')),
    title TEXT,
    membership_seq INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL
) STRICT;

-- Entries in the order in which they were appended, whatever their group: an append dirties the last page of the
-- table and one page of the index, and the rowid is the change stream's position. Nothing is ever deleted from it.
-- There is no unique index on the uuid: the look-up after `after_seq` (entries/list_uuids) serves instead.
-- `group_id` is no foreign key: the writer knows its groups, and the check would cost each append a search.
CREATE TABLE entries (
    position INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    message_uuid TEXT NOT NULL,
    user_uuid TEXT NOT NULL,
    message TEXT,
    created_at TEXT NOT NULL,
    digest TEXT,
    rev INTEGER NOT NULL,
    membership_seq INTEGER NOT NULL,
    edited_at TEXT,
    deleted_at TEXT,
    reply_to_seq INTEGER,
    subject_uuids TEXT,
    title TEXT,
    member_count INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX entries_group_id_seq ON entries (group_id, seq);

-- Entries as they are read. What a plain message has none of comes in one column, null for it, since most entries
-- are plain and every column of a row costs as much as finding the row: [kind, rev, edited_at, deleted_at,
-- reply_to_seq, subject_uuids, title, member_count].
CREATE VIEW entry_rows AS
SELECT
    position, group_id, seq, message_uuid, user_uuid, message, created_at, digest, membership_seq,
    CASE
        WHEN kind = 'text' AND rev = 0 AND reply_to_seq IS NULL THEN NULL
        ELSE json_array(kind, rev, edited_at, deleted_at, reply_to_seq, json(subject_uuids), title, member_count)
    END AS rest
FROM entries;

-- Each change of an entry: the version it had before, and a place in the change stream.
-- `earlier_message` is emptied with the entry.
CREATE TABLE edits (
    position INTEGER PRIMARY KEY,
    entry_position INTEGER NOT NULL REFERENCES entries (position),
    rev INTEGER NOT NULL,
    earlier_message TEXT,
    made_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX edits_entry_position_rev ON edits (entry_position, rev);

CREATE TABLE members (
    message_group_uuid TEXT NOT NULL REFERENCES groups (message_group_uuid),
    user_uuid TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'member')),
    joined_seq INTEGER NOT NULL,
    PRIMARY KEY (message_group_uuid, user_uuid)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    user_uuid TEXT NOT NULL,
    message_group_uuid TEXT NOT NULL REFERENCES groups (message_group_uuid),
    kind TEXT NOT NULL,
    peer_uuid TEXT,
    title TEXT,
    member_count INTEGER NOT NULL,
    membership_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    last_rev INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    last_message_at TEXT NOT NULL,
    message TEXT,
    last_kind TEXT NOT NULL,
    last_user_uuid TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX inbox_user_uuid_message_group_uuid ON inbox (user_uuid, message_group_uuid);
CREATE INDEX inbox_user_uuid_last_message_at ON inbox (user_uuid, last_message_at, message_group_uuid);

-- How far each reader of the change stream has come.
CREATE TABLE checkpoints (
    consumer TEXT PRIMARY KEY,
    position TEXT NOT NULL
) STRICT, WITHOUT ROWID;
