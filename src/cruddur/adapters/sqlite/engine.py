"""The message store on one machine: everything in one SQLite file."""

from pathlib import Path

from cruddur.adapters.sqlite.change_stream import Signal, SqliteChangeStream
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.groups import SqliteGroups
from cruddur.adapters.sqlite.inbox import SqliteInbox
from cruddur.adapters.sqlite.message_log import SqliteMessageLog
from cruddur.adapters.sqlite.queries import query


class SqliteEngine:
    """The ports of the message store over one `Database`; people and sessions stand beside it."""

    def __init__(self, database: Database) -> None:
        self._stored = Signal()
        self.db = database
        self.groups = SqliteGroups(database)
        self.inbox = SqliteInbox(database)
        self.log = SqliteMessageLog(database, self.groups, self._stored)

    @classmethod
    def open(cls, path: Path | None, *, exclusive: bool = True) -> "SqliteEngine":
        """Open or create the file; see `Database.open` for arguments and errors."""
        return cls(Database.open(path, exclusive=exclusive))

    def changes(self, consumer: str) -> SqliteChangeStream:
        """Return the reading of the change stream that has this name."""
        return SqliteChangeStream(self.db, consumer, self._stored)

    async def ping(self) -> None:
        """Ask the file something.

        Raises:
            Unavailable: it does not answer.
        """
        self.db.read(query("migration/list"))

    async def close(self) -> None:
        """Finish what waits to be written, then close the file."""
        await self.db.close()
