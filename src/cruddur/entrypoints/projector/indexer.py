"""The task that follows the change stream and keeps the search index in step with the logs.

It is in no hurry: what was said is found a second later, or after a crowd has gone. While more waits than a batch it
rests four times as long as it works, so that sends are not kept waiting. It may be stopped at any moment, since
repeating is harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from cruddur.domain.entry import Entry
from cruddur.domain.errors import Unavailable
from cruddur.ports.change_stream import ChangeStream
from cruddur.ports.search import Search
from cruddur.usecases.index_messages import IndexMessages

log = structlog.get_logger(__name__)

BATCH_MAX = 50
"""Records indexed in one go: a few milliseconds in which little else is done."""

EVERY_S = 1.0
"""The least time between batches, unless more records wait than one holds."""

REST = 4.0
"""How many times as long as the last batch took is waited for the next one, when one waits already."""

BACK_OFF_S = (0.5, 1.0, 2.0, 5.0)

Answer = TypeVar("Answer")


class Indexer:
    """Reads, indexes, remembers its place; goes on after any failure until it is cancelled.

    Its reading bears the name of the index, so that a new or emptied one begins at the oldest record.

    Attributes:
        poisoned_count: records passed over because they could not be indexed.
    """

    def __init__(self, search: Search, changes: Callable[[str], ChangeStream], index_messages: IndexMessages) -> None:
        self._search = search
        self._changes = changes
        self._index_messages = index_messages
        self.poisoned_count = 0

    async def run(self) -> None:
        """Follow the stream for ever."""
        index_id = await _patiently(self._search.get_index_id)
        stream, loop = self._changes(f"search-{index_id}"), asyncio.get_running_loop()
        while True:
            changes = await _patiently(lambda: stream.read(limit=BATCH_MAX))
            begun_s = loop.time()
            await self._index(changes.records)
            position = changes.position
            await _patiently(lambda: stream.save(position))  # noqa: B023 - awaited within the round
            is_behind = len(changes.records) >= BATCH_MAX
            await asyncio.sleep((loop.time() - begun_s) * REST if is_behind else EVERY_S)

    async def _index(self, records: Sequence[Entry]) -> None:
        """Index records; when that fails for no reason of the engine, one by one, past those at fault."""
        try:
            missing_count = await _patiently(lambda: self._index_messages(records), Unavailable)
        except Exception as error:  # noqa: BLE001 - whatever one record does, the others go on
            if len(records) > 1:
                for record in records:
                    await self._index([record])
                return
            missing_count = 1
            log.error("message_not_indexed", seq=records[0].seq, reason=type(error).__name__)
        self.poisoned_count += missing_count


async def _patiently(work: Callable[[], Awaitable[Answer]], expected: type[Exception] = Exception) -> Answer:
    """Do something, however long it fails: a task that ended would stop the server."""
    failures = 0
    while True:
        try:
            return await work()
        except expected as error:
            failures += 1
            delay_s = BACK_OFF_S[min(failures, len(BACK_OFF_S)) - 1]
            log.warning(
                "search_index_unavailable", reason=type(error).__name__, failures=failures, retry_after_s=delay_s
            )
            await asyncio.sleep(delay_s)
