"""What happened in the logs, in an order in which each entry's versions follow each other."""

from typing import NamedTuple, Protocol

from cruddur.domain.entry import Entry


class Changes(NamedTuple):
    """Some records and where the reader stands after them.

    Attributes:
        records: new and revised entries of any groups; may repeat earlier ones. An entry that was
            revised before it was read may come in its newest version only.
        position: opaque; `save` it once the records are handled.
    """

    records: list[Entry]
    position: str


class ChangeStream(Protocol):
    """One consumer's reading of the stream. Delivery is at least once."""

    async def read(self, *, limit: int) -> Changes:
        """Wait for records after the last read (after the saved position at first) and return them.

        Args:
            limit: 1..1000 records.
        """
        ...

    async def save(self, position: str) -> None:
        """Remember durably that everything up to `position` is handled."""
        ...
