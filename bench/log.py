"""The log alone, without HTTP: what an append costs the writer, and what a page costs the loop.

    .venv/bin/python -m bench.log [APPENDS]

One process, one file, durable answers, 300 characters a message, 50 conversations, the projector running. The
whole path is measured by `./cruddur bench`; this tells how much of it is the store.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.sqlite.database import FILE_NAME
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.sqlite.writer import Batches, Job
from cruddur.domain.entry import Draft
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid, direct_group_uuid
from cruddur.entrypoints.projector.projector import Projector
from cruddur.usecases.project_inbox import ProjectInbox

CONVERSATIONS = 50
TEXT = "x" * 300
READS = 2000


class Sender(NamedTuple):
    """Somebody, and the conversation they write to."""

    group_uuid: GroupUuid
    user_uuid: UserUuid


class WriterMeter:
    """Adds up what the writer's thread spends, by wrapping `Batches.run`."""

    def __init__(self) -> None:
        self.cpu_s = 0.0
        self.jobs = 0
        self.batches = 0
        self._run = Batches.run

    def install(self) -> None:
        """Begin to count, in every database opened from now on."""
        meter, run = self, self._run

        def counted(self: Batches, jobs: Sequence[Job]) -> None:
            before = time.thread_time()
            run(self, jobs)
            meter.cpu_s += time.thread_time() - before
            meter.jobs += len(jobs)
            meter.batches += 1

        Batches.run = counted

    def reset(self) -> None:
        """Begin at nothing."""
        self.cpu_s, self.jobs, self.batches = 0.0, 0, 0


class LogBench:
    """An engine with people who write to each other."""

    def __init__(self, engine: SqliteEngine, meter: WriterMeter) -> None:
        self._engine = engine
        self._meter = meter
        self._clock = SystemClock()
        self._random = SystemRandom()
        self._senders: list[Sender] = []

    async def run(self, appends: int) -> None:
        """Measure and print."""
        await self._meet()
        project = ProjectInbox(groups=self._engine.groups, inbox=self._engine.inbox, bus=LocalBus())
        projector = Projector(self._engine.changes("projector"), project, self._clock)
        following = asyncio.create_task(projector.run())
        await self._append(appends // 10, at_once=1)
        await self._append(appends, at_once=32)
        await projector.stop()
        await following
        await self._read()

    async def _meet(self) -> None:
        people = [self._random.user_uuid() for _ in range(CONVERSATIONS + 1)]
        place = Member(Role.MEMBER, Seq(0))
        for author, receiver in pairwise(people):
            group = Group(
                uuid=direct_group_uuid(author, receiver),
                kind=GroupKind.DIRECT,
                title=None,
                members={author: place, receiver: place},
                membership_seq=Seq(0),
                created_at=self._clock.now(),
                created_by=author,
            )
            sender = Sender(group.uuid, author)
            await self._engine.log.start_direct(self._draft(sender), group)
            self._senders.append(sender)

    def _draft(self, sender: Sender) -> Draft:
        return Draft(sender.group_uuid, sender.user_uuid, self._random.message_uuid(), TEXT, self._clock.now())

    async def _append(self, count: int, *, at_once: int) -> None:
        taken_ms: list[float] = []

        async def send(first: int) -> None:
            for number in range(first, count, at_once):
                draft = self._draft(self._senders[(number * 7) % CONVERSATIONS])
                begun = time.perf_counter()
                await self._engine.log.append(draft, after_seq=None)
                taken_ms.append((time.perf_counter() - begun) * 1000)

        self._meter.reset()
        begun, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(send(first) for first in range(at_once)))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        taken_ms.sort()
        print(
            f"{at_once:3} at once: {count / seconds:7.0f} appends/s, "
            f"p50 {taken_ms[count // 2]:.2f} ms, p99 {taken_ms[count * 99 // 100]:.2f} ms, "
            f"{self._meter.jobs / self._meter.batches:.1f} jobs a commit; CPU per append: "
            f"writer {self._meter.cpu_s / count * 1e6:.1f} µs, process {cpu / count * 1e6:.1f} µs"
        )

    async def _read(self) -> None:
        group_uuid, person = self._senders[0]
        engine = self._engine
        pages: dict[str, Callable[[], Awaitable[object]]] = {
            "newest 50 entries": lambda: engine.log.list_entries(group_uuid, limit=50),
            "50 entries before 100": lambda: engine.log.list_entries(group_uuid, before=Seq(100), limit=50),
            "inbox page": lambda: engine.inbox.list_inbox(person, cursor=None, limit=20),
            "unread sum": lambda: engine.inbox.get_unread(person),
            "head": lambda: engine.log.get_head(group_uuid),
            "group": lambda: engine.groups.get_group(group_uuid),
        }
        for name, read in pages.items():
            begun = time.perf_counter()
            for _ in range(READS):
                await read()
            print(f"{name:22} {(time.perf_counter() - begun) / READS * 1e6:7.1f} µs")


async def main(folder: Path, appends: int) -> None:
    """Measure on an empty file in `folder`."""
    meter = WriterMeter()
    meter.install()
    engine = SqliteEngine.open(folder / FILE_NAME)
    await LogBench(engine, meter).run(appends)
    await engine.close()


if __name__ == "__main__":
    import uvloop

    with tempfile.TemporaryDirectory(prefix="cruddur-bench-") as chosen:
        uvloop.run(main(Path(chosen), int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
