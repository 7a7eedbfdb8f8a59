"""The objects of the lists, for the frames of the socket: the same JSON, made once for all who get it."""

from collections.abc import Awaitable, Iterable, Mapping
from typing import Protocol

from cruddur.domain.entry import Entry, entry_people
from cruddur.domain.ids import UserUuid
from cruddur.domain.inbox import InboxEntry
from cruddur.domain.user import User
from cruddur.entrypoints.http import present
from cruddur.entrypoints.http.answers import encode


class Names(Protocol):
    """A directory that remembers."""

    def known(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User] | None:
        """Return the people if every one of them is remembered, without I/O."""
        ...

    async def find_by_uuids(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User]:
        """Return those of the people who exist."""
        ...


class LivePresent:
    """Bytes at once when every name is remembered, which is nearly always; else after a look-up."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def entry(self, entry: Entry) -> bytes | Awaitable[bytes]:
        """Return the object that the list of messages carries."""
        named = entry_people(entry)
        people = self._names.known(named)
        return self._entry_later(entry, named) if people is None else _entry(entry, people)

    def row(self, row: InboxEntry) -> bytes | Awaitable[bytes]:
        """Return the object that the list of groups carries."""
        named = (row.peer_uuid,) if row.peer_uuid is not None else ()
        people = self._names.known(named)
        return self._row_later(row, named) if people is None else encode(present.message_group_row(row, people))

    async def _entry_later(self, entry: Entry, named: Iterable[UserUuid]) -> bytes:
        return _entry(entry, await self._names.find_by_uuids(named))

    async def _row_later(self, row: InboxEntry, named: Iterable[UserUuid]) -> bytes:
        return encode(present.message_group_row(row, await self._names.find_by_uuids(named)))


def _entry(entry: Entry, people: Mapping[UserUuid, User]) -> bytes:
    return encode(present.wire_messages((entry,), people)[0])
