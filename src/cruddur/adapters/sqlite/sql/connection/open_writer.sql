-- Settings of the connection that writes. WAL lets readers go on while it commits; FULL makes every commit wait for
-- the disk, `fullfsync` for the disk's own cache where an fsync does not (macOS). `secure_delete` zeroes what an
-- emptied message leaves behind in its page.
-- params:  none
-- returns: nothing of use
-- index:   none
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA fullfsync = ON;
PRAGMA checkpoint_fullfsync = ON;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = FAST;
PRAGMA wal_autocheckpoint = 2000;
PRAGMA journal_size_limit = 67108864;
PRAGMA temp_store = MEMORY;
