"""Who may write the log of a data folder: one process at a time, for as long as it lives."""

import fcntl
import os
from pathlib import Path


class DatabaseInUse(Exception):
    """Another server has this data folder. The message says which process."""


class FileLock:
    """A lock on `<database>.lock` that the kernel drops when its holder dies, however it dies.

    The database file itself is not locked: SQLite's own locks on it would be lost when any
    descriptor of it is closed.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object has it."""
        return self._descriptor is not None

    def take(self) -> None:
        """Take the lock, or return at once when this object has it already.

        Raises:
            DatabaseInUse: another process (or another Database of this one) has it.
        """
        if self._descriptor is not None:
            return
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise DatabaseInUse(
                f"{self._path.parent} is used by another server (process {holder or 'unknown'}). "
                "Stop that one, or choose another data folder."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    def drop(self) -> None:
        """Give the lock back. The file stays: removing it would let two holders in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
