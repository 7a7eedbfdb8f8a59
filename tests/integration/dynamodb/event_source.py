"""What AWS does between a table's stream and a Lambda, and no emulator does: batches, retries, bisection, dead letters.

After "How Lambda processes records from stream-based event sources" of AWS's developer guide:
- a batch is handed over again until it succeeds, `maximum_retry_attempts` times at most;
- ReportBatchItemFailures: what lies before the first named record is done, the rest is tried again;
  an identifier that names no record of the batch counts as a failure of all of it;
- BisectBatchOnFunctionError: a batch whose invocation failed altogether is halved, which uses up no retry;
- what is older than `maximum_record_age_s`, or has used up its retries, goes to the destination, and the shard goes on.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]
Invoke = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


class Killed(BaseException):
    """The invocation ended without an answer: a crash, or its time was up."""


@dataclass
class EventSource:
    """One shard's poller.

    Attributes:
        batch_size: at most this many records in a batch.
        clock_s: the present, for the age of records.
        dead_letters: what the on-failure destination got: the first and last number, and how many records.
        tries: invocations in which a record took part, by its number.
    """

    invoke: Invoke
    batch_size: int = 100
    maximum_retry_attempts: int = 4
    maximum_record_age_s: float | None = None
    clock_s: float = 0.0
    dead_letters: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    tries: dict[str, int] = field(default_factory=dict[str, int])

    async def run(self, records: Sequence[Record]) -> None:
        """Hand over everything, to the end of the shard."""
        for begin in range(0, len(records), self.batch_size):
            await self._hand_over(list(records[begin : begin + self.batch_size]), retries=0)

    async def _hand_over(self, batch: list[Record], *, retries: int) -> None:
        while batch:
            batch = self._young_enough(batch)
            if not batch:
                return
            failed = await self._first_failed(batch)
            if failed is None:
                return
            if failed == 0 and self._was_killed and len(batch) > 1:
                middle = len(batch) // 2
                await self._hand_over(batch[:middle], retries=retries)
                await self._hand_over(batch[middle:], retries=retries)
                return
            batch = batch[failed:]
            retries = retries + 1 if failed == 0 else 1
            if retries > self.maximum_retry_attempts:
                self._give_up(batch)
                return

    async def _first_failed(self, batch: list[Record]) -> int | None:
        """Invoke, and return the index of the first record to come again, None when all is done."""
        for record in batch:
            self.tries[number(record)] = self.tries.get(number(record), 0) + 1
        self._was_killed = False
        try:
            answer = await self.invoke(json.loads(json.dumps({"Records": batch})))
        except (Exception, Killed):
            self._was_killed = True
            return 0
        failures = answer.get("batchItemFailures") or []
        if not failures:
            return None
        numbers = [number(record) for record in batch]
        named = [failure.get("itemIdentifier") for failure in failures]
        if any(name not in numbers for name in named):
            return 0
        return min(numbers.index(name) for name in named)

    def _young_enough(self, batch: list[Record]) -> list[Record]:
        oldest = self.maximum_record_age_s
        if oldest is None:
            return batch
        young = [each for each in batch if self.clock_s - each["dynamodb"]["ApproximateCreationDateTime"] <= oldest]
        old = [each for each in batch if each not in young]
        if old:
            self._give_up(old)
        return young

    def _give_up(self, batch: list[Record]) -> None:
        self.dead_letters.append(
            {
                "startSequenceNumber": number(batch[0]),
                "endSequenceNumber": number(batch[-1]),
                "batchSize": len(batch),
            }
        )


def number(record: Record) -> str:
    """A record's sequence number."""
    return str(record["dynamodb"]["SequenceNumber"])
