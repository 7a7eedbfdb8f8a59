-- The log of every message group, who is in it, and each person's inbox.

-- Entries in the order in which they were appended, whatever their group: an append dirties the last page of the
-- table and one page of the index, and the rowid is the change stream's position. Nothing is ever deleted from it.
-- There is no unique index on the uuid: the look-up after `after_seq` (see entries/list_after) serves instead.
CREATE TABLE entries (
    position INTEGER PRIMARY KEY,
    message_group_uuid TEXT NOT NULL,
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

CREATE UNIQUE INDEX entries_message_group_uuid_seq ON entries (message_group_uuid, seq);

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

CREATE TABLE groups (
    message_group_uuid TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('direct', 'group')),
    title TEXT,
    membership_seq INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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
