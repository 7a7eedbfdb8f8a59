"""What the log does on SQLite beyond the contract: how little it asks of the file, and how far back it looks."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cruddur.adapters.sqlite.database import FILE_NAME
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.sqlite.log_writer import LOOK_BACK
from cruddur.domain.entry import Appended, edited
from cruddur.domain.errors import TooFarBehind
from tests.clock import SteppedClock
from tests.contract.scene import Scene


class Watched:
    """An engine on a file, people on it, and the statements that its writer runs."""

    def __init__(self, path: Path, clock: SteppedClock) -> None:
        self.engine = SqliteEngine.open(path)
        self.scene = Scene([self.engine], clock)
        self.statements: list[str] = []
        self.engine.db._writing.set_trace_callback(self._heard)

    def _heard(self, statement: str) -> None:
        self.statements.append(statement.split()[0].rstrip(";"))

    def taken(self) -> list[str]:
        """The first words of the statements since the last call."""
        taken, self.statements = self.statements, []
        return taken

    async def hold(self) -> threading.Event:
        """Keep the writer busy, so that what is handed in meanwhile waits together."""
        begun, release = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def wait(_connection: object) -> None:
            loop.call_soon_threadsafe(begun.set)
            release.wait()

        self.held = asyncio.create_task(self.engine.db.write_single(wait))
        await begun.wait()
        return release


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path / FILE_NAME, SteppedClock())
    yield watched
    await watched.engine.close()


async def test_a_send_is_one_statement_and_reads_nothing(watched: Watched) -> None:
    pair = await watched.scene.pair()
    watched.taken()
    for n in range(1, 6):
        await watched.scene.append(watched.scene.draft(pair.group_uuid, pair.ann), after=n)
        assert watched.taken() == ["BEGIN", "INSERT", "COMMIT"]


async def test_what_waits_together_is_committed_together(watched: Watched) -> None:
    pair = await watched.scene.pair()
    release = await watched.hold()
    watched.taken()
    sends = [asyncio.create_task(watched.scene.say(pair.group_uuid, pair.ann, str(n))) for n in range(32)]
    await asyncio.sleep(0)
    release.set()
    said = await asyncio.gather(*sends)
    assert [entry.seq for entry in said] == list(range(2, 34))
    assert watched.taken() == ["COMMIT", "BEGIN", *["INSERT"] * 32, "COMMIT"]


async def test_sends_from_far_behind_read_the_log_once(watched: Watched) -> None:
    """`after_seq=0` for ever is no way to make the writer read."""
    pair = await watched.scene.pair()
    await watched.scene.fill(pair.group_uuid, pair.bob, 700)
    watched.taken()
    for _ in range(20):
        await watched.scene.append(watched.scene.draft(pair.group_uuid, pair.ann), after=0)
    taken = watched.taken()
    assert taken.count("INSERT") == 20
    assert taken.count("SELECT") == 1


async def test_a_repeat_is_looked_for_among_twice_the_window(watched: Watched) -> None:
    pair = await watched.scene.pair()
    draft = watched.scene.draft(pair.group_uuid, pair.ann, "once")
    first = await watched.scene.append(draft, after=1)
    await watched.scene.fill(pair.group_uuid, pair.bob, LOOK_BACK - 1)
    assert await watched.scene.append(draft, after=1) == Appended(first.entry, False)
    await watched.scene.fill(pair.group_uuid, pair.bob, 1)
    cold = Scene([SqliteEngine(watched.engine.db)], watched.scene.clock)
    with pytest.raises(TooFarBehind):
        await cold.append(draft, after=1)
    assert (await watched.engine.log.get_head(pair.group_uuid)).seq == LOOK_BACK + 2


async def test_the_writer_remembers_a_bounded_part_of_a_log(watched: Watched) -> None:
    pair = await watched.scene.pair()
    await watched.scene.fill(pair.group_uuid, pair.bob, 1000)
    state = watched.engine.log._writer._states._states[pair.group_uuid]
    assert len(state.recent) < 200
    assert state.recent_after == state.head.seq - len(state.recent)


async def test_earlier_texts_of_an_edited_message_are_kept_in_order(watched: Watched) -> None:
    pair = await watched.scene.pair()
    entry = pair.first
    for text in ("second", "third"):
        watched.scene.clock.step(1)
        entry = await watched.engine.log.revise(edited(entry, text, watched.scene.clock.now()), earlier=entry)
    rows = watched.engine.db.read("SELECT rev, earlier_message, made_at < ? FROM edits ORDER BY position", ("3",))
    assert rows == [(1, "hello", 1), (2, "second", 1)]


async def test_a_waiting_reader_of_the_stream_asks_nothing_of_the_file(watched: Watched) -> None:
    """Idle costs nothing: it sleeps until a commit wakes it."""
    reads: list[str] = []
    pair = await watched.scene.pair()
    stream = watched.engine.changes("projector")
    await stream.read(limit=10)
    waiting = asyncio.create_task(stream.read(limit=10))
    await asyncio.sleep(0.01)
    watched.engine.db._reading.set_trace_callback(reads.append)
    await asyncio.sleep(0.1)
    assert reads == []
    said = await watched.scene.say(pair.group_uuid, pair.ann)
    assert (await waiting).records == [said]
