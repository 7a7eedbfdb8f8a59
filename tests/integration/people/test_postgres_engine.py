"""What only a server of many hosts can get wrong: races between hosts, a restart under load, a server that hangs."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from cruddur.adapters.local.engines import postgres
from cruddur.adapters.postgres import connect, migrations
from cruddur.adapters.postgres.engine import PostgresEngine
from cruddur.adapters.postgres.pool import MAX_WAITING, StatementFailed
from cruddur.adapters.postgres.queries import rows
from cruddur.domain.errors import HandleTaken, Refusal, Unavailable
from cruddur.domain.instant import shifted
from cruddur.domain.session import Session
from cruddur.domain.user import User
from tests.clock import SteppedClock
from tests.integration.people.conftest import NOON, a_person
from tests.postgres import PATIENT


def a_session(number: int) -> Session:
    """Return a session of person 1 that differs from every other number's."""
    return Session(f"{number:064x}", a_person(1).uuid, NOON, shifted(NOON, seconds=3600), "Firefox")


@pytest.fixture
async def hosts(dsn: str, clock: SteppedClock) -> AsyncIterator[list[PostgresEngine]]:
    """Four hosts on one database."""
    opened = [await PostgresEngine.open(dsn, clock=clock, max_connections=3, patience=PATIENT) for _ in range(4)]
    yield opened
    for host in opened:
        await host.close()


async def test_of_many_hosts_that_want_one_handle_one_gets_it(hosts: list[PostgresEngine]) -> None:
    people = [a_person(number, f"h{number}") for number in range(1, 13)]
    for number, person in enumerate(people):
        await hosts[number % 4].users.add(person)
    outcomes = await asyncio.gather(
        *(hosts[n % 4].users.update(person._replace(handle="wanted")) for n, person in enumerate(people)),
        return_exceptions=True,
    )
    winners = [outcome for outcome in outcomes if isinstance(outcome, User)]
    assert len(winners) == 1
    assert sum(isinstance(outcome, HandleTaken) for outcome in outcomes) == 11
    assert await hosts[0].users.find_by_handle("wanted") == winners[0]


async def test_a_handle_is_reserved_against_an_add_that_began_before_the_rename_ended(
    hosts: list[PostgresEngine],
) -> None:
    """Again and again: one gives "old" up while another host takes it. It must never change hands."""
    for number in range(1, 30, 2):
        owner = await hosts[0].users.add(a_person(number, f"old{number}"))
        renamed, taken = await asyncio.gather(
            hosts[1].users.update(owner._replace(handle=f"new{number}")),
            hosts[2].users.add(a_person(number + 1, f"old{number}")),
            return_exceptions=True,
        )
        assert isinstance(renamed, User)
        assert isinstance(taken, HandleTaken)


async def test_one_person_renamed_by_two_hosts_at_once_leaves_no_handle_locked(
    hosts: list[PostgresEngine], dsn: str
) -> None:
    person = await hosts[0].users.add(a_person(1, "first"))
    await asyncio.gather(*(host.users.update(person._replace(handle=f"try{n}")) for n, host in enumerate(hosts)))
    (now,) = (await hosts[0].users.find_by_uuids([person.uuid])).values()
    async with await connect.connect(dsn) as connection:
        statement = b"SELECT handles.handle FROM handles WHERE handles.released_at IS NULL"
        held = await (await connection.execute(statement)).fetchall()
    assert held == [(now.handle,)]


async def test_a_session_removed_on_one_host_is_dead_on_all_at_once(hosts: list[PostgresEngine]) -> None:
    await hosts[0].sessions.add(a_session(1))
    assert await hosts[1].sessions.find(a_session(1).token_digest, now=NOON) == a_session(1)
    await hosts[2].sessions.remove(a_session(1).token_digest)
    for host in hosts:
        assert await host.sessions.find(a_session(1).token_digest, now=NOON) is None


async def test_a_repeat_of_an_unheard_write_comes_to_the_same(engine: PostgresEngine) -> None:
    person = a_person(1)
    assert await engine.users.add(person) == await engine.users.add(person)
    with pytest.raises(StatementFailed):
        await engine.users.add(person._replace(display_name="Another with the same uuid"))
    await engine.sessions.add(a_session(1))
    await engine.sessions.add(a_session(1))
    assert await engine.sessions.list_for(person.uuid, now=NOON) == [a_session(1)]


async def test_what_no_database_can_hold_is_nobody(engine: PostgresEngine) -> None:
    for text in ("\0", "a\0", "\ud800"):
        assert await engine.users.find_by_handle(text) is None
        assert await engine.users.find_by_email(text) is None
        assert await engine.users.find_by_sub(text) is None
        assert await engine.users.search(text, limit=5) == []
    assert await engine.users.find_by_uuids([a_person(1).uuid, "no uuid"]) == {}  # pyright: ignore[reportArgumentType] - on purpose


async def test_an_instant_comes_back_to_the_microsecond(engine: PostgresEngine) -> None:
    for number, instant in enumerate(
        ("0001-01-01T00:00:00.000001Z", "2026-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"), start=1
    ):
        person = a_person(number, created_at=instant)
        await engine.users.add(person)
        assert await engine.users.find_by_handle(person.handle) == person


async def test_a_refusal_carries_nothing_of_the_row(engine: PostgresEngine) -> None:
    await engine.users.add(a_person(1))
    with pytest.raises(Refusal) as refused:
        await engine.users.add(a_person(2, email="person1@example.com"))
    chain = [refused.value, refused.value.__cause__]
    assert "person1@example.com" not in repr(chain)
    assert refused.value.__suppress_context__


async def test_an_old_schema_is_refused_and_says_what_to_do(bare_dsn: str, clock: SteppedClock) -> None:
    with pytest.raises(migrations.SchemaMismatch, match=r"0001_people.*cruddur db migrate"):
        await PostgresEngine.open(bare_dsn, clock=clock)
    engine = await PostgresEngine.open(bare_dsn, clock=clock, migrate=True)
    await engine.ping()
    await engine.close()


async def test_a_statement_that_takes_too_long_is_given_up(dsn: str, clock: SteppedClock) -> None:
    engine = await PostgresEngine.open(dsn, clock=clock, max_connections=1)
    with pytest.raises(Unavailable):
        await engine.pool.run(lambda connection: connection.execute(b"SELECT pg_sleep(60)"))
    await _until_answered(engine)  # and the connection is as good as before
    await engine.close()


async def test_a_restart_under_load_loses_no_session_and_is_soon_over(tmp_path: Path, clock: SteppedClock) -> None:
    """Fifty callers all the time. A crash, an absence, a restart: refused meanwhile, then right again, nothing lost."""
    server = postgres.start(tmp_path)
    dsn = server.url.replace("/cruddur?", "/postgres?")
    engine = await PostgresEngine.open(dsn, clock=clock, migrate=True)
    loop, stored, refused, wrong = asyncio.get_running_loop(), list[int](), list[float](), list[BaseException]()
    numbers, answered_s, stopping = iter(range(1_000_000)), list[float](), asyncio.Event()

    async def sign_in_again_and_again() -> None:
        while not stopping.is_set():
            number = next(numbers)
            try:
                await engine.sessions.add(a_session(number))
                assert await engine.sessions.find(a_session(number).token_digest, now=NOON) == a_session(number)
            except Unavailable:
                refused.append(loop.time())
            except Exception as unexpected:
                wrong.append(unexpected)
            else:
                stored.append(number)
                answered_s.append(loop.time())
            await asyncio.sleep(0.01)

    callers = [asyncio.ensure_future(sign_in_again_and_again()) for _ in range(50)]
    try:
        await _until(lambda: len(stored) > 200)
        await asyncio.to_thread(server.kill)
        await _until(lambda: len(refused) > 100)
        await asyncio.sleep(1)
        server = await asyncio.to_thread(postgres.start, tmp_path, port=server.port)
        back_s = loop.time()
        await _until(lambda: bool(answered_s) and answered_s[-1] > back_s)
        recovered_s = next(moment for moment in answered_s if moment > back_s) - back_s
        before = len(stored)
        await _until(lambda: len(stored) > before + 500)
    finally:
        stopping.set()
        await asyncio.gather(*callers)
    assert wrong == []
    print(f"stored {len(stored)}, refused {len(refused)}, recovered after {recovered_s:.2f} s")
    found = {session.token_digest for session in await engine.sessions.list_for(a_person(1).uuid, now=NOON)}
    assert {a_session(number).token_digest for number in stored} <= found
    await engine.close()
    server.stop()


async def test_however_many_have_given_up_the_next_one_after_an_absence_is_answered(
    tmp_path: Path, clock: SteppedClock
) -> None:
    """A queue that keeps those who have given up is full one day, and then nobody asks for a connection any more."""
    server = postgres.start(tmp_path)
    engine = await PostgresEngine.open(server.url.replace("/cruddur?", "/postgres?"), clock=clock, migrate=True)
    await engine.ping()
    await asyncio.to_thread(server.kill)
    for _ in range(3):
        outcomes = await asyncio.gather(*(engine.ping() for _ in range(2 * MAX_WAITING)), return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {Unavailable}
    server = await asyncio.to_thread(postgres.start, tmp_path, port=server.port)
    await engine.ping()
    await engine.close()
    server.stop()


async def test_a_server_that_hangs_is_refused_in_time_and_used_again_when_it_goes_on(
    tmp_path: Path, clock: SteppedClock
) -> None:
    server = postgres.start(tmp_path)
    engine = await PostgresEngine.open(
        server.url.replace("/cruddur?", "/postgres?"), clock=clock, migrate=True, max_connections=1
    )
    ((backend,),) = await engine.pool.run(_backend)
    os.kill(backend, signal.SIGSTOP)
    try:
        with pytest.raises(Unavailable):
            await engine.ping()
    finally:
        os.kill(backend, signal.SIGCONT)
    await _until_answered(engine)
    await engine.close()
    server.stop()


async def test_no_connection_is_left_after_closing(dsn: str, clock: SteppedClock) -> None:
    engine = await PostgresEngine.open(dsn, clock=clock)
    await asyncio.gather(*(engine.ping() for _ in range(20)))
    await engine.close()
    async with await connect.connect(dsn) as connection:
        sessions = await rows(connection, "database/sessions")
    assert len(sessions) == 1


async def _backend(connection: connect.Connection) -> list[tuple[int]]:
    return await (await connection.execute(b"SELECT pg_backend_pid()")).fetchall()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.01)


async def _until_answered(engine: PostgresEngine) -> None:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(Unavailable):
                return await engine.ping()
