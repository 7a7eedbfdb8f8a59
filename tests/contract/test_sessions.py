"""What every store of sessions promises. Each engine of `engines.py` runs all of it."""

import asyncio

from cruddur.domain import instant
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.session import Session
from cruddur.ports.sessions import Sessions

NOON = instant.parse("2026-03-01T12:00:00Z")
ADA = UserUuid("00000000-0000-4000-8000-000000000001")
BO = UserUuid("00000000-0000-4000-8000-000000000002")
HOUR_S = 3600


def later(seconds: float) -> Instant:
    """That many seconds after noon."""
    return instant.shifted(NOON, seconds=seconds)


def a_session(number: int, user_uuid: UserUuid = ADA, *, begun_s: float = 0, lasts_s: float = HOUR_S) -> Session:
    """A session; `number` makes the digest."""
    return Session(f"{number:064x}", user_uuid, later(begun_s), later(begun_s + lasts_s), "Firefox on Linux")


async def test_a_session_is_found_as_it_was_stored(sessions: Sessions) -> None:
    plain, with_token = a_session(1), a_session(2)._replace(id_token="header.claims.signature", label="")
    await sessions.add(plain)
    await sessions.add(with_token)
    assert await sessions.find(plain.token_digest, now=NOON) == plain
    assert await sessions.find(with_token.token_digest, now=NOON) == with_token


async def test_an_unknown_secret_opens_nothing(sessions: Sessions) -> None:
    await sessions.add(a_session(1))
    assert await sessions.find("f" * 64, now=NOON) is None
    assert await sessions.find("", now=NOON) is None


async def test_a_session_ends_at_its_hour(sessions: Sessions) -> None:
    session = a_session(1)
    await sessions.add(session)
    assert await sessions.find(session.token_digest, now=later(HOUR_S - 0.000001)) == session
    assert await sessions.find(session.token_digest, now=later(HOUR_S)) is None


async def test_a_removed_session_is_dead_at_once_and_for_good(sessions: Sessions) -> None:
    gone, kept = a_session(1), a_session(2)
    await sessions.add(gone)
    await sessions.add(kept)
    await sessions.remove(gone.token_digest)
    await sessions.remove(gone.token_digest)  # unknown by now: passed over
    assert await sessions.find(gone.token_digest, now=NOON) is None
    assert await sessions.find(kept.token_digest, now=NOON) == kept


async def test_a_person_sees_their_living_sessions_newest_first(sessions: Sessions) -> None:
    for session in (a_session(1), a_session(2, begun_s=20), a_session(3, begun_s=10), a_session(4, BO)):
        await sessions.add(session)
    await sessions.add(a_session(5, begun_s=-10, lasts_s=10))
    found = await sessions.list_for(ADA, now=later(30))
    assert [int(session.token_digest, 16) for session in found] == [2, 3, 1]
    assert await sessions.list_for(UserUuid("00000000-0000-4000-8000-000000000009"), now=NOON) == []


async def test_all_sessions_of_a_person_can_be_ended_but_one(sessions: Sessions) -> None:
    for session in (a_session(1), a_session(2), a_session(3), a_session(4, BO)):
        await sessions.add(session)
    assert await sessions.remove_all(ADA, keep=a_session(2).token_digest) == 2
    assert [session.token_digest for session in await sessions.list_for(ADA, now=NOON)] == [a_session(2).token_digest]
    assert await sessions.remove_all(ADA) == 1
    assert await sessions.list_for(ADA, now=NOON) == []
    assert len(await sessions.list_for(BO, now=NOON)) == 1


async def test_a_sweep_takes_what_has_expired_and_nothing_else(sessions: Sessions) -> None:
    for session in (a_session(1, lasts_s=10), a_session(2, lasts_s=20), a_session(3)):
        await sessions.add(session)
    assert await sessions.sweep(now=later(15)) == 1
    assert await sessions.sweep(now=later(15)) == 0
    assert await sessions.find(a_session(2).token_digest, now=NOON) is not None
    assert await sessions.find(a_session(1).token_digest, now=NOON) is None


async def test_many_sign_in_at_once(sessions: Sessions) -> None:
    await asyncio.gather(*(sessions.add(a_session(number)) for number in range(50)))
    assert len(await sessions.list_for(ADA, now=NOON)) == 50
