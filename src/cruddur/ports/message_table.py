"""What an operator's command asks of the table that holds messages. Any method may raise `OperationFailed`."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from cruddur.domain.ids import GroupUuid
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.message_log import MessageLog


class TableState(NamedTuple):
    """A table as its service describes it; counts may be hours old.

    Attributes:
        status: the service's word (ACTIVE, CREATING …).
    """

    name: str
    status: str
    item_count: int
    size_bytes: int


class Consumed(NamedTuple):
    """What was called since the table was opened, and the capacity units it consumed."""

    calls: Mapping[str, int]
    read_units: float
    write_units: float


class Unfit(NamedTuple):
    """An item of another table that was not carried over: its key (no content), and why."""

    pk: str
    sk: str
    reason: str


class Imported(NamedTuple):
    """What an import did, or would do.

    Attributes:
        groups: by their uuid in the other table, the uuid here.
        messages: carried over by this run.
        known: carried over before.
        unfit: what was not, and why.
    """

    groups: Mapping[str, GroupUuid]
    messages: int
    known: int
    unfit: Sequence[Unfit]


Progress = Callable[[int, int], None]
"""Called with (done, of how many)."""


class MessageTable(Protocol):
    """The table, from outside."""

    @property
    def name(self) -> str:
        """Its name, which an operator types before it is dropped."""
        ...

    @property
    def address(self) -> str:
        """Where it is, for people to read."""
        ...

    @property
    def log(self) -> MessageLog:
        """The logs in it."""
        ...

    @property
    def groups(self) -> Groups:
        """The groups in it."""
        ...

    @property
    def inbox(self) -> Inbox:
        """The inboxes in it."""
        ...

    @property
    def consumed(self) -> Consumed:
        """What has been consumed so far."""
        ...

    async def create(self) -> bool:
        """Make it and wait until it is ready; False where it was there."""
        ...

    async def list_tables(self) -> list[TableState]:
        """Return every table of the account or engine."""
        ...

    async def drop(self, name: str) -> bool:
        """Remove a table and wait until it is gone; False where there was none."""
        ...

    def scan(self, *, limit: int | None) -> AsyncIterator[Mapping[str, Any]]:
        """Yield every item as plain values, in no order of use, `limit` at most."""
        ...

    async def import_from(self, source: str, *, dry_run: bool, progress: Progress) -> Imported:
        """Carry over a table of the journals' format into logs of this one; a second time changes nothing."""
        ...
