-- What people let others see of them: how far they have read, and that they are here.
ALTER TABLE users ADD COLUMN shows_reading boolean NOT NULL DEFAULT true;
ALTER TABLE users ADD COLUMN shows_presence boolean NOT NULL DEFAULT true;
