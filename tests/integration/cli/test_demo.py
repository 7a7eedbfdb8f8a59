"""The demo conversations: they can be read, they lie in the past, and writing them twice doubles nothing."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.domain import texts
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.entrypoints.cli.demo import script
from cruddur.entrypoints.cli.demo.seed import PEOPLE, SCRIPTS, seed, write
from tests.clock import SteppedClock

NOWS = ("2026-11-20T11:20:00.000000Z", "2026-01-01T00:00:30.000000Z", "2024-02-29T23:59:59.999999Z")


@pytest.mark.parametrize("now", NOWS)
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_play_is_told_in_the_past_and_time_never_runs_backwards(name: str, now: str) -> None:
    play = script.read(name, now=Instant(now))
    times = [line.at for line in play.lines]
    assert times == sorted(times)
    assert times[-1] <= now


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_plays_lines_can_be_sent_and_are_said_by_its_two_people(name: str) -> None:
    play = script.read(name, now=Instant(NOWS[0]))
    assert {line.speaker for line in play.lines} == set(play.people) <= set(PEOPLE)
    for line in play.lines:
        assert texts.checked_message(line.message) == line.message
        assert line.message == line.message.strip()


def test_the_first_conversation_is_a_hundred_messages_long_over_several_days() -> None:
    play = script.read("harbour-print-fair", now=Instant(NOWS[0]))
    assert 95 <= len(play.lines) <= 110
    assert len({line.at[:10] for line in play.lines}) >= 6


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [(["mumble"], "2: 'mumble'"), (["ada: Hello", "== soon"], "3"), (["-- 5 hours"], "2"), (["   too early"], "2")],
)
def test_a_row_that_is_neither_speech_nor_time_is_refused_with_its_number(rows: Sequence[str], wrong: str) -> None:
    with pytest.raises(script.ScriptInvalid, match=wrong):
        script.parse("a-play", "\n".join(["ada bo", *rows]), now=Instant(NOWS[0]))


def test_pauses_scenes_and_second_lines_are_understood() -> None:
    text = "ada bo\n== 2 days ago, 10:00\nada: One\n   two\n-- 5 min\nbo: Three\n== 2 hours ago\nada: Four"
    play = script.parse("a-play", text, now=Instant("2026-03-10T12:00:00.000000Z"))
    assert [(line.speaker, line.at[:16], line.message) for line in play.lines] == [
        ("ada", "2026-03-08T10:00", "One\ntwo"),
        ("bo", "2026-03-08T10:05", "Three"),
        ("ada", "2026-03-10T10:00", "Four"),
    ]


async def test_seeding_twice_writes_everything_once() -> None:
    engine = SqliteEngine.open(None)
    users = SqliteUsers(engine.db, SteppedClock())
    now = Instant("2026-11-20T11:20:00.000000Z")
    first = await seed(users=users, log=engine.log, now=now)
    assert first.people == 3
    assert first.messages == sum(len(script.read(name, now=now).lines) for name in SCRIPTS)
    again = await seed(users=users, log=engine.log, now=Instant("2026-11-21T11:20:00.000000Z"))
    assert again == (0, 0)
    await engine.close()


async def test_a_conversation_that_was_begun_goes_on_below_and_a_seeding_that_broke_off_is_completed() -> None:
    engine = SqliteEngine.open(None)
    uuids = {"ada": UserUuid(str(UUID(int=1))), "bo": UserUuid(str(UUID(int=2)))}
    now = Instant("2026-11-20T11:20:00.000000Z")
    whole = script.parse("a-play", "ada bo\n== 2 days ago, 10:00\nada: One\nbo: Two\nada: Three", now=now)
    broken_off = whole._replace(lines=whole.lines[:1])
    assert await write(broken_off, uuids, log=engine.log) == 1
    assert await write(whole, uuids, log=engine.log) == 2
    assert await write(whole, uuids, log=engine.log) == 0
    await engine.close()
