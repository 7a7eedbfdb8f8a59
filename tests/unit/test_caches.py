"""The caches in front of the directory: one read for many, nothing old kept, bounded."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from cruddur.adapters.local.cached_sessions import CachedSessions
from cruddur.adapters.local.cached_users import CachedUsers
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.sessions import SqliteSessions
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.domain import instant
from cruddur.domain.errors import Unavailable
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant, shifted
from cruddur.domain.session import Session
from cruddur.domain.user import User
from tests.clock import SteppedClock

NOON = instant.parse("2026-03-01T12:00:00Z")


def person(number: int, handle: str = "") -> User:
    handle = handle or f"p{number}"
    return User(UserUuid(f"00000000-0000-4000-8000-{number:012}"), handle, handle, None, f"sub-{number}", NOON)


class SlowUsers(SqliteUsers):
    """Reads wait for the test, and are counted; each reads first, then waits: the answer may be old."""

    def __init__(self, database: Database, clock: SteppedClock) -> None:
        super().__init__(database, clock)
        self.reads = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.is_down = False

    async def find_by_uuids(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User]:
        self.reads += 1
        found = await super().find_by_uuids(user_uuids)
        await self.gate.wait()
        if self.is_down:
            raise Unavailable
        return found

    async def find_by_handle(self, handle: str) -> User | None:
        self.reads += 1
        found = await super().find_by_handle(handle)
        await self.gate.wait()
        return found


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def database() -> Database:
    return Database.open(None)


@pytest.fixture
def behind(database: Database, clock: SteppedClock) -> SlowUsers:
    return SlowUsers(database, clock)


@pytest.fixture
def users(behind: SlowUsers, clock: SteppedClock) -> CachedUsers:
    return CachedUsers(behind, clock, max_users=3)


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_person_is_read_once_in_two_seconds(users: CachedUsers, behind: SlowUsers, clock: SteppedClock) -> None:
    ada = await behind.add(person(1))
    for _ in range(3):
        assert await users.find_by_uuids([ada.uuid]) == {ada.uuid: ada}
    assert await users.find_by_handle("p1") == ada
    assert await users.find_by_sub("sub-1") == ada
    assert behind.reads == 1
    clock.step(2)
    await users.find_by_uuids([ada.uuid])
    assert behind.reads == 2


async def test_another_hosts_rename_is_seen_within_two_seconds(
    users: CachedUsers, behind: SlowUsers, clock: SteppedClock
) -> None:
    ada = await users.add(person(1))
    await behind.update(ada._replace(handle="countess"))
    clock.step(2)
    assert (await users.find_by_uuids([ada.uuid]))[ada.uuid].handle == "countess"
    assert await users.find_by_handle("p1") is None


async def test_many_who_ask_at_once_cause_one_read_and_one_may_leave(users: CachedUsers, behind: SlowUsers) -> None:
    ada = await behind.add(person(1))
    behind.gate.clear()
    asking = [asyncio.ensure_future(users.find_by_uuids([ada.uuid])) for _ in range(20)]
    await turns()
    asking[0].cancel()
    behind.gate.set()
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    assert outcomes[1:] == [{ada.uuid: ada}] * 19
    assert behind.reads == 1


async def test_a_read_that_a_rename_overtook_is_not_kept(users: CachedUsers, behind: SlowUsers) -> None:
    ada = await behind.add(person(1))
    behind.gate.clear()
    old = asyncio.ensure_future(users.find_by_uuids([ada.uuid]))
    await turns()
    await users.update(ada._replace(handle="countess"))
    behind.gate.set()
    await old
    assert (await users.find_by_uuids([ada.uuid]))[ada.uuid].handle == "countess"
    assert await users.find_by_handle("countess") is not None


async def test_a_look_up_by_handle_that_a_rename_overtook_is_not_kept(users: CachedUsers, behind: SlowUsers) -> None:
    ada = await behind.add(person(1))
    behind.gate.clear()
    old = asyncio.ensure_future(users.find_by_handle("p1"))
    await turns()
    await users.update(ada._replace(handle="countess"))
    behind.gate.set()
    await old
    assert (await users.find_by_uuids([ada.uuid]))[ada.uuid].handle == "countess"
    assert await users.find_by_handle("p1") is None


async def test_somebody_new_is_found_at_once(users: CachedUsers, behind: SlowUsers) -> None:
    assert await users.find_by_handle("p1") is None
    assert await users.find_by_uuids([person(1).uuid]) == {}
    ada = await behind.add(person(1))
    assert await users.find_by_handle("p1") == ada
    assert await users.find_by_uuids([ada.uuid]) == {ada.uuid: ada}


async def test_a_directory_that_is_down_is_an_error_for_all_who_wait_and_for_nobody_after(
    users: CachedUsers, behind: SlowUsers
) -> None:
    ada = await behind.add(person(1))
    behind.is_down = True
    outcomes = await asyncio.gather(*(users.find_by_uuids([ada.uuid]) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes)
    behind.is_down = False
    assert await users.find_by_uuids([ada.uuid]) == {ada.uuid: ada}


async def test_only_so_many_are_remembered(users: CachedUsers, behind: SlowUsers) -> None:
    people = [await users.add(person(number)) for number in range(1, 6)]
    await users.find_by_uuids([each.uuid for each in people[2:]])
    assert behind.reads == 0
    await users.find_by_uuids([people[0].uuid])
    assert behind.reads == 1
    assert len(users._by_uuid) == len(users._by_handle) == len(users._by_sub) == 3


class SlowSessions(SqliteSessions):
    """As SlowUsers."""

    gate = asyncio.Event()

    async def find(self, token_digest: str, *, now: Instant) -> Session | None:
        found = await super().find(token_digest, now=now)
        await self.gate.wait()
        return found


def a_session(number: int = 1) -> Session:
    return Session(f"{number:064x}", person(1).uuid, NOON, shifted(NOON, seconds=3600), "")


async def test_a_session_that_was_looked_up_is_known_for_two_seconds(database: Database, clock: SteppedClock) -> None:
    behind = SqliteSessions(database)
    sessions = CachedSessions(behind, clock)
    await sessions.add(a_session())
    digest = a_session().token_digest
    assert sessions.known(digest, now=NOON) is None
    await sessions.find(digest, now=NOON)
    assert sessions.known(digest, now=NOON) == a_session()
    assert sessions.known(digest, now=a_session().expires_at) is None
    await sessions.find(digest, now=NOON)
    await behind.remove(digest)  # another host
    clock.step(1.999)
    assert sessions.known(digest, now=NOON) is not None
    clock.step(0.001)
    assert sessions.known(digest, now=NOON) is None
    assert await sessions.find(digest, now=NOON) is None


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_session_ended_here_is_dead_here_at_once(
    database: Database, clock: SteppedClock, everywhere: Any
) -> None:
    behind = SlowSessions(database)
    behind.gate = asyncio.Event()
    sessions = CachedSessions(behind, clock)
    await sessions.add(a_session())
    digest = a_session().token_digest
    overtaken = asyncio.ensure_future(sessions.find(digest, now=NOON))
    await turns()
    if everywhere:
        await sessions.remove_all(a_session().user_uuid)
    else:
        await sessions.remove(digest)
    behind.gate.set()
    await overtaken
    assert sessions.known(digest, now=NOON) is None
    assert await sessions.find(digest, now=NOON) is None


async def test_only_so_many_sessions_are_remembered(database: Database, clock: SteppedClock) -> None:
    sessions = CachedSessions(SqliteSessions(database), clock, max_sessions=2)
    for number in (1, 2, 3):
        await sessions.add(a_session(number))
        await sessions.find(a_session(number).token_digest, now=NOON)
    known = [sessions.known(a_session(number).token_digest, now=NOON) for number in (1, 2, 3)]
    assert [each is not None for each in known] == [False, True, True]
