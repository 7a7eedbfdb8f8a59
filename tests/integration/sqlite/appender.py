"""A process that appends for as long as it lives and says on stdout what was answered, a line an entry.

    python -m tests.integration.sqlite.appender DATABASE SENDERS [COUNT [LIMIT_BYTES]]

It writes to one 1:1 conversation and a group, `<group> <seq> <message_uuid>` a line, each before that sender's next.
With COUNT each sender stops after so many. With LIMIT_BYTES no file may grow beyond that; for each send that is
refused as unavailable it prints `refused`, and once every sender was, it lifts the limit and goes on.
"""

import asyncio
import os
import resource
import sys
from pathlib import Path

from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.domain.entry import Draft
from cruddur.domain.errors import Unavailable
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid, direct_group_uuid
from cruddur.entrypoints.projector.projector import Projector
from cruddur.usecases.project_inbox import ProjectInbox

ANN = UserUuid("00000000-0000-4000-8000-00000000000a")
BOB = UserUuid("00000000-0000-4000-8000-00000000000b")
PAIR = direct_group_uuid(ANN, BOB)
TEAM = GroupUuid("00000000-0000-4000-8000-00000000000c")


def say(*words: object) -> None:
    """One write call a line, so that none is half there when the process is killed."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def limit_file_sizes(limit_bytes: int | None) -> None:
    """Let a write beyond the limit fail as it does on a full disk (Python ignores the signal that comes with it)."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (most if limit_bytes is None else limit_bytes, most))


def projector_on(engine: SqliteEngine) -> Projector:
    """The projector as the server runs it."""
    project = ProjectInbox(groups=engine.groups, inbox=engine.inbox, bus=LocalBus())
    return Projector(engine.changes("projector"), project, SystemClock())


class Appender:
    """What one process does to the file."""

    def __init__(self, engine: SqliteEngine) -> None:
        self._engine = engine
        self._clock = SystemClock()
        self._random = SystemRandom()
        self._refused: set[int] = set()
        self._senders = 0

    async def run(self, senders: int, count: int | None) -> None:
        """Make the groups where they are not there yet, then send."""
        self._senders = senders
        now = self._clock.now()
        there = await self._engine.groups.find_groups((PAIR, TEAM))
        for uuid, kind, joined in ((PAIR, GroupKind.DIRECT, Seq(0)), (TEAM, GroupKind.GROUP, Seq(1))):
            members = {ANN: Member(Role.OWNER, joined), BOB: Member(Role.MEMBER, joined)}
            group = Group(
                uuid=uuid, kind=kind, title=None, members=members, membership_seq=joined, created_at=now, created_by=ANN
            )
            if uuid in there:
                continue
            if kind is GroupKind.DIRECT:
                first = Draft(uuid, ANN, MessageUuid(str(PAIR)), "first", now)
                await self._engine.log.start_direct(first, group)
            else:
                await self._engine.log.start_group(group, message_uuid=MessageUuid(str(TEAM)))
        say("ready")
        await asyncio.gather(*(self._send(number, count) for number in range(senders)))

    async def _send(self, number: int, count: int | None) -> None:
        group_uuid, author = (PAIR, TEAM)[number % 2], (ANN, BOB)[number % 3 % 2]
        sent = 0
        while count is None or sent < count:
            text = f"{number} " + "x" * 300
            draft = Draft(group_uuid, author, self._random.message_uuid(), text, self._clock.now())
            try:
                appended = await self._engine.log.append(draft, after_seq=None)
            except Unavailable:
                await self._refuse(number)
            else:
                say(group_uuid, appended.entry.seq, draft.message_uuid)
                sent += 1

    async def _refuse(self, number: int) -> None:
        say("refused")
        self._refused.add(number)
        if len(self._refused) == self._senders:
            limit_file_sizes(None)
        await asyncio.sleep(0.001)


async def main() -> None:
    """See the top of this file."""
    path, senders, count, limit_bytes, *_ = [*sys.argv[1:], None, None]
    assert path is not None
    assert senders is not None
    if limit_bytes is not None:
        limit_file_sizes(int(limit_bytes))
    engine = SqliteEngine.open(Path(path))
    projector = projector_on(engine)
    following = asyncio.create_task(projector.run())
    await Appender(engine).run(int(senders), None if count is None else int(count))
    await projector.stop()
    await following
    await engine.close()


if __name__ == "__main__":
    asyncio.run(main())
