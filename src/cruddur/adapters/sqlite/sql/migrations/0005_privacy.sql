-- What people let others see of them: how far they have read, and that they are here. 1 is yes.
ALTER TABLE users ADD COLUMN shows_reading INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN shows_presence INTEGER NOT NULL DEFAULT 1;
