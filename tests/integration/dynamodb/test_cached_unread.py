"""The unread counter of the right column is served from the cache, and is exact all the same."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import NamedTuple

import pytest

from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.cache import LocalCache
from cruddur.adapters.local.cached_unread import CachedUnread, UnreadForgettingLog
from cruddur.adapters.local.random import SystemRandom
from cruddur.domain.entry import Draft
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid, direct_group_uuid
from cruddur.domain.inbox import Unread
from cruddur.usecases.project_inbox import ProjectInbox
from tests.clock import SteppedClock
from tests.contract.dynamodb_place import DynamoPlace


class Right(NamedTuple):
    """One host of the right column, with two people."""

    engine: DynamoEngine
    inbox: CachedUnread
    log: UnreadForgettingLog
    cache: LocalCache
    clock: SteppedClock
    random: SystemRandom
    ada: UserUuid
    bo: UserUuid

    def draft(self, text: str) -> Draft:
        return Draft(direct_group_uuid(self.ada, self.bo), self.ada, self.random.message_uuid(), text, self.clock.now())


@pytest.fixture
async def right(tmp_path: Path) -> AsyncGenerator[Right]:
    clock, random = SteppedClock(), SystemRandom()
    async with DynamoPlace.opened(tmp_path) as place:
        engine = await place.open(clock)
        assert isinstance(engine, DynamoEngine)
        cache = LocalCache(clock)
        inbox, log = CachedUnread(engine.inbox, cache), UnreadForgettingLog(engine.log, cache)
        yield Right(engine, inbox, log, cache, clock, random, random.user_uuid(), random.user_uuid())


async def _begin(right: Right) -> None:
    place = Member(Role.MEMBER, Seq(0))
    draft = right.draft("Hello")
    group = Group(
        uuid=draft.message_group_uuid,
        kind=GroupKind.DIRECT,
        title=None,
        members={right.ada: place, right.bo: place},
        membership_seq=Seq(0),
        created_at=draft.sent_at,
        created_by=right.ada,
    )
    await right.log.start_direct(draft, group)


async def test_asking_again_costs_no_call(right: Right) -> None:
    await _begin(right)
    assert await right.inbox.get_unread(right.bo) == Unread(1, 1)
    with right.engine.meter.measure() as spent:
        assert await right.inbox.get_unread(right.bo) == Unread(1, 1)
    assert spent.call_count == 0
    assert right.cache.counts.hits == 1


async def test_whatever_moves_a_row_is_seen_at_once(right: Right) -> None:
    assert await right.inbox.get_unread(right.bo) == Unread(0, 0)
    await _begin(right)
    assert await right.inbox.get_unread(right.bo) == Unread(1, 1)
    project = ProjectInbox(groups=right.engine.groups, inbox=right.inbox, bus=LocalBus())
    sent = await right.log.append(right.draft("More"), after_seq=Seq(1))
    await project([sent.entry])
    assert await right.inbox.get_unread(right.bo) == Unread(2, 1)
    await right.inbox.mark_read(right.bo, sent.entry.message_group_uuid, Seq(2))
    assert await right.inbox.get_unread(right.bo) == Unread(0, 0)


async def test_being_brought_into_a_group_and_out_of_it_is_seen_at_once(right: Right) -> None:
    uuid, now = GroupUuid(right.random.group_uuid()), right.clock.now()
    group = Group(
        uuid=uuid,
        kind=GroupKind.GROUP,
        title="Print fair",
        members={right.ada: Member(Role.OWNER, Seq(1))},
        membership_seq=Seq(1),
        created_at=now,
        created_by=right.ada,
    )
    await right.log.start_group(group, message_uuid=right.random.message_uuid())
    assert await right.inbox.get_unread(right.bo) == Unread(0, 0)
    await right.log.join(
        uuid, by=right.ada, people=[right.bo], sees_earlier=True, message_uuid=right.random.message_uuid(), at=now
    )
    assert await right.inbox.get_unread(right.bo) == Unread(1, 1)
    await right.log.leave(uuid, by=right.ada, person=right.bo, message_uuid=right.random.message_uuid(), at=now)
    assert await right.inbox.get_unread(right.bo) == Unread(0, 0)
