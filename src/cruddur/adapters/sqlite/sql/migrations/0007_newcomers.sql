-- The first entry of a group that is there for a member; what was said before a newcomer came may not be.
ALTER TABLE members ADD COLUMN reads_from_seq INTEGER NOT NULL DEFAULT 1;
