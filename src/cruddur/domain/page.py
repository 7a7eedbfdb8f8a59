"""A part of a list, and how to go on from it. Never an offset."""

from typing import Generic, NamedTuple, TypeVar

from cruddur.domain.errors import LimitInvalid
from cruddur.domain.ids import Seq

Item = TypeVar("Item")
Place = TypeVar("Place")

MAX_LIMIT = 100


class Page(NamedTuple, Generic[Item, Place]):
    """Items and where the next older ones begin, None when there are none."""

    items: list[Item]
    older: Place | None


class LogPage(NamedTuple, Generic[Item]):
    """Entries of a log, oldest first, seq contiguous.

    Attributes:
        older: pass it as `before` for the page before; None when the log begins here.
        newer: pass it as `after` for the page after; None when the log ended here.
    """

    items: list[Item]
    older: Seq | None
    newer: Seq | None


def checked_limit(limit: int) -> int:
    """Return `limit` if it is 1..100.

    Raises:
        LimitInvalid: it is not.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise LimitInvalid
    return limit
