"""What happened in the logs, read from the file in the order in which it was written."""

import asyncio
import sqlite3
from typing import NamedTuple

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.queries import query
from cruddur.adapters.sqlite.rows import entries_of_any_group
from cruddur.domain.entry import Entry
from cruddur.ports.change_stream import Changes

_POSITION = -2
"""Where a row of the stream has its position: before the group's uuid."""


class Signal:
    """Wakes whoever waits for something to be stored. On the loop only."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def fire(self, _stored: object = None) -> None:
        """Wake everybody who waits now."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self) -> None:
        """Return after the next `fire`."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            await future
        finally:
            if future in self._waiting:
                self._waiting.remove(future)


class Place(NamedTuple):
    """Where a reader stands: rowids of the last entry and of the last edit it was given."""

    entries: int
    edits: int

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read what `str` wrote."""
        entries, _, edits = text.partition("/")
        return cls(int(entries), int(edits))

    def __str__(self) -> str:
        return f"{self.entries}/{self.edits}"


class SqliteChangeStream:
    """See `ports.change_stream.ChangeStream`. Sleeps until a commit wakes it.

    Every entry is read as it is now. One that was changed before it was read is given in its
    newest version, and once more when its edit is met.
    """

    def __init__(self, database: Database, consumer: str, stored: Signal) -> None:
        self._database = database
        self._consumer = consumer
        self._stored = stored
        self._place: Place | None = None

    async def read(self, *, limit: int) -> Changes:
        """See `ChangeStream`."""
        if self._place is None:
            self._place = self._saved()
        while True:
            records, place = self._after(self._place, limit)
            if records:
                self._place = place
                return Changes(records, str(place))
            await self._stored.wait()

    async def save(self, position: str) -> None:
        """See `ChangeStream`."""
        await self._database.write_single(lambda connection: self._save(connection, position))

    def _save(self, connection: sqlite3.Connection, position: str) -> None:
        connection.execute(query("checkpoints/save"), (self._consumer, position))

    def _saved(self) -> Place:
        found = self._database.read(query("checkpoints/get"), (self._consumer,))
        return Place.parse(found[0][0]) if found else Place(0, 0)

    def _after(self, place: Place, limit: int) -> tuple[list[Entry], Place]:
        """Entries first, then edits of entries that were given. An edit of an entry further on may be
        passed over: the entry will be read as the edit has left it."""
        rows = self._database.read(query("entries/list_from_position"), (place.entries, limit))
        entries = rows[-1][_POSITION] if rows else place.entries
        edited = self._database.read(query("edits/list_from_position"), (place.edits, entries, limit - len(rows)))
        edits = edited[-1][_POSITION] if edited else place.edits
        return entries_of_any_group([*rows, *edited]), Place(entries, edits)
