"""What calls consumed, as DynamoDB counts it: the ruler of docs/access-patterns.md."""

from collections import defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

_WRITES = frozenset(("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"))


@dataclass(slots=True)
class Capacity:
    """Units consumed by some calls.

    Attributes:
        calls: by operation, failed ones included.
        read_units, write_units: table and indexes together.
        index_units: the share of the indexes, reads and writes.
        refused: conditional writes refused; each is charged one write unit, since the service
            charges it (per KB of the item that was there) but does not report it.
        lost: calls without an answer.
    """

    calls: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    read_units: float = 0.0
    write_units: float = 0.0
    index_units: float = 0.0
    refused: int = 0
    lost: int = 0

    @property
    def call_count(self) -> int:
        """Calls of all operations."""
        return sum(self.calls.values())


class Meter:
    """Adds up for ever (metrics), and for as long as somebody measures."""

    OPERATIONS: ClassVar[frozenset[str]] = frozenset(
        (*_WRITES, "GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems")
    )

    def __init__(self) -> None:
        self.total = Capacity()
        self._open: list[Capacity] = [self.total]

    @contextmanager
    def measure(self) -> Generator[Capacity, None, None]:
        """Count what is called within the block, by whomever."""
        capacity = Capacity()
        self._open.append(capacity)
        try:
            yield capacity
        finally:
            self._open.remove(capacity)

    def record(self, operation: str, answer: Mapping[str, Any]) -> None:
        """Add an answered call."""
        units, of_indexes = consumed(answer)
        for each in self._open:
            each.calls[operation] += 1
            each.index_units += of_indexes
            if operation in _WRITES:
                each.write_units += units
            else:
                each.read_units += units

    def record_refused(self, operation: str, *, is_condition: bool) -> None:
        """Add a call that the service refused."""
        for each in self._open:
            each.calls[operation] += 1
            if is_condition:
                each.refused += 1
                each.write_units += 1.0

    def record_lost(self, operation: str) -> None:
        """Add a call that was throttled or never answered."""
        for each in self._open:
            each.calls[operation] += 1
            each.lost += 1


def consumed(answer: Mapping[str, Any]) -> tuple[float, float]:
    """Return (units in all, of them in indexes) of an answer's ConsumedCapacity, 0 where it has none."""
    reported: Any = answer.get("ConsumedCapacity") or []
    parts = cast("list[dict[str, Any]]", [reported] if isinstance(reported, dict) else reported)
    units = sum(float(part.get("CapacityUnits", 0.0)) for part in parts)
    of_indexes = 0.0
    for part in parts:
        indexes = cast("dict[str, dict[str, float]]", part.get("GlobalSecondaryIndexes") or {})
        of_indexes += sum(index.get("CapacityUnits", 0.0) for index in indexes.values())
    return units, of_indexes
