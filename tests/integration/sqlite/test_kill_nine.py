"""A process that appends is killed at any moment, again and again: what it answered is there exactly once."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

from cruddur.adapters.sqlite.database import FILE_NAME
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.domain.ids import GroupUuid, Seq
from tests.clock import SteppedClock
from tests.contract.scene import Scene
from tests.integration.sqlite.appender import ANN, BOB, PAIR, TEAM, projector_on

ROUNDS = 5
SENDERS = 16

Line = tuple[str, int, str]
"""What was answered: group, seq, message uuid."""


def start(path: Path, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.integration.sqlite.appender", str(path), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        text=True,
    )


def answered(lines: list[str]) -> list[Line]:
    """Whole lines that name an entry."""
    words = [line.split() for line in lines if line.endswith("\n")]
    return [(group, int(seq), uuid) for group, seq, uuid in (found for found in words if len(found) == 3)]


async def assert_stored(path: Path, lines: list[Line]) -> int:
    """Every answer is in the file once, at its number, and both logs have no gap. Returns their length."""
    engine = SqliteEngine.open(path)
    scene = Scene([engine], SteppedClock())
    total = 0
    for group_uuid in (PAIR, TEAM):
        stored = await scene.log_of(GroupUuid(group_uuid))
        assert [entry.seq for entry in stored] == list(range(1, len(stored) + 1))
        assert max(Counter(entry.message_uuid for entry in stored).values()) == 1
        by_seq = {entry.seq: entry.message_uuid for entry in stored}
        for group, seq, uuid in lines:
            assert group != group_uuid or by_seq.get(Seq(seq)) == uuid
        total += len(stored)
    await assert_inboxes_follow(engine)
    await engine.close()
    check = sqlite3.connect(path)
    assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    check.close()
    return total


async def assert_inboxes_follow(engine: SqliteEngine) -> None:
    """Once the projector has gone on from where it was killed, each row shows the end of its log."""
    projector = projector_on(engine)
    task = asyncio.create_task(projector.run())
    await asyncio.sleep(0)
    await projector.stop()
    await task
    scene = Scene([engine], SteppedClock())
    for group_uuid in (PAIR, TEAM):
        stored = await scene.log_of(GroupUuid(group_uuid))
        for person in (ANN, BOB):
            row = await engine.inbox.find_row(person, GroupUuid(group_uuid))
            assert row is not None
            assert (row.last_seq, row.last_message_at) == (stored[-1].seq, stored[-1].created_at)
            assert row.read_seq == max((entry.seq for entry in stored if entry.user_uuid == person), default=0)


async def test_every_answered_message_survives_kill_nine(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    lines: list[Line] = []
    chance = random.Random(9)
    for _ in range(ROUNDS):
        process = start(path, SENDERS)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"  # at once, though the last one never closed the file
        heard = [process.stdout.readline() for _ in range(chance.randrange(200, 1500))]
        process.kill()
        heard += process.stdout.readlines()
        assert process.wait() == -signal.SIGKILL
        lines += answered(heard)
        assert await assert_stored(path, lines) >= len(lines) + 2
    assert len({uuid for _, _, uuid in lines}) == len(lines)


async def test_a_full_disk_refuses_and_once_there_is_room_it_goes_on(tmp_path: Path) -> None:
    """No file of the process may grow beyond a megabyte until every sender was refused."""
    path = tmp_path / FILE_NAME
    process = start(path, SENDERS, 200, 1_000_000)
    assert process.stdout is not None
    heard = process.stdout.readlines()
    assert process.wait() == 0
    assert heard.count("refused\n") >= SENDERS
    lines = answered(heard)
    assert len(lines) == SENDERS * 200
    assert await assert_stored(path, lines) == len(lines) + 2
