"""Who may do what in a group of several, and what is told to whom. On `:memory:` SQLite."""

from collections.abc import AsyncGenerator
from typing import NamedTuple

import pytest

from cruddur import bootstrap, settings
from cruddur.domain.errors import (
    GroupFull,
    GroupNotFound,
    IdempotencyMismatch,
    MemberNotFound,
    MessageNotFound,
    UserNotFound,
)
from cruddur.domain.event import EntryStored, Event
from cruddur.domain.group import OwnerOnly, Role, TitleInvalid
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.page import LogPage
from cruddur.domain.user import User
from cruddur.usecases.list_messages import ListedMessages
from cruddur.usecases.start_group import GroupKey


class Cast(NamedTuple):
    """Four people, the verbs, and what the bus carried."""

    engines: bootstrap.Engines
    verbs: bootstrap.UseCases
    told: list[Event]
    ada: UserUuid
    bo: UserUuid
    mei: UserUuid
    stranger: UserUuid


@pytest.fixture
async def cast() -> AsyncGenerator[Cast]:
    async with bootstrap.open_engines(settings.load({}), in_memory=True) as engines:
        verbs = bootstrap.use_cases(
            log=engines.log,
            groups=engines.groups,
            inbox=engines.inbox,
            users=engines.users,
            sessions=engines.sessions,
            search=engines.search,
            bus=engines.bus,
            clock=engines.clock,
            random=engines.random,
        )
        told: list[Event] = []
        engines.bus.subscribe(told.append)
        uuids: list[UserUuid] = []
        for handle in ("ada", "bo", "mei", "stranger"):
            user = User(engines.random.user_uuid(), handle, handle.title(), None, None, engines.clock.now())
            uuids.append((await engines.users.add(user)).uuid)
        yield Cast(engines, verbs, told, *uuids)


async def _group(cast: Cast, *handles: str) -> GroupUuid:
    started = await cast.verbs.start_group(creator_uuid=cast.ada, title="Print fair", handles=handles or ("bo",))
    return started.entry.message_group_uuid


async def test_a_group_begins_with_its_creator_as_owner_and_everybody_in_it(cast: Cast) -> None:
    group = await cast.engines.groups.get_group(await _group(cast, "bo", "@Mei", "bo"))
    assert {member: place.role for member, place in group.members.items()} == {
        cast.ada: Role.OWNER,
        cast.bo: Role.MEMBER,
        cast.mei: Role.MEMBER,
    }
    assert group.title == "Print fair"
    rows = (await cast.engines.inbox.list_inbox(cast.mei, cursor=None, limit=20)).items
    assert [(row.title, row.member_count, row.unread_count) for row in rows] == [("Print fair", 3, 1)]


async def test_starting_the_same_group_twice_makes_one(cast: Cast) -> None:
    key = GroupKey(GroupUuid(cast.engines.random.group_uuid()), cast.engines.random.message_uuid())
    first, again = [
        await cast.verbs.start_group(creator_uuid=cast.ada, title="Print fair", handles=["bo"], key=key)
        for _ in range(2)
    ]
    assert again.entry == first.entry
    assert [first.is_new, again.is_new] == [True, False]
    assert [told.entry for told in cast.told if isinstance(told, EntryStored)] == [first.entry] * 2
    with pytest.raises(IdempotencyMismatch):
        await cast.verbs.start_group(creator_uuid=cast.bo, title="Mine", handles=["ada"], key=key)


@pytest.mark.parametrize("title", ["", "   ", "x" * 61, "a\x00b", "a\ud800b"])
async def test_a_title_that_cannot_be_is_refused(cast: Cast, title: str) -> None:
    with pytest.raises(TitleInvalid):
        await cast.verbs.start_group(creator_uuid=cast.ada, title=title, handles=["bo"])


async def test_unknown_people_and_crowds_are_refused(cast: Cast) -> None:
    with pytest.raises(UserNotFound):
        await cast.verbs.start_group(creator_uuid=cast.ada, title="x", handles=["bo", "nobody"])
    with pytest.raises(GroupFull):
        await cast.verbs.start_group(creator_uuid=cast.ada, title="x", handles=["bo"] * 256)


async def test_owners_add_remove_and_rename_and_members_may_not(cast: Cast) -> None:
    verbs, group = cast.verbs, await _group(cast)
    with pytest.raises(OwnerOnly):
        await verbs.add_members(owner_uuid=cast.bo, message_group_uuid=group, handles=["mei"])
    with pytest.raises(OwnerOnly):
        await verbs.rename_group(owner_uuid=cast.bo, message_group_uuid=group, title="Mine")
    with pytest.raises(OwnerOnly):
        await verbs.remove_member(caller_uuid=cast.bo, message_group_uuid=group, person_uuid=cast.ada)
    await verbs.add_members(owner_uuid=cast.ada, message_group_uuid=group, handles=["mei"])
    await verbs.rename_group(owner_uuid=cast.ada, message_group_uuid=group, title=" Harbour   fair ")
    await verbs.remove_member(caller_uuid=cast.ada, message_group_uuid=group, person_uuid=cast.bo)
    after = await cast.engines.groups.get_group(group)
    assert (after.title, set(after.members)) == ("Harbour fair", {cast.ada, cast.mei})
    kinds = [event.entry.kind for event in cast.told if isinstance(event, EntryStored)]
    assert kinds == ["joined", "joined", "renamed", "left"]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_what_was_said_before_is_not_there_for_who_was_brought_in_without_it(cast: Cast, limit: int) -> None:
    verbs, group = cast.verbs, await _group(cast)

    async def say(text: str) -> None:
        await verbs.send_message(sender_uuid=cast.ada, message_group_uuid=group, message=text, retry_key=None)

    for text in ("two", "three", "four"):
        await say(text)
    joined = await verbs.add_members(owner_uuid=cast.ada, message_group_uuid=group, handles=["mei"], sees_earlier=False)
    first = joined.entry.seq
    for text in ("six", "seven", "eight"):
        await say(text)

    async def read(**where: object) -> ListedMessages:
        return await verbs.list_messages(reader_uuid=cast.mei, message_group_uuid=group, limit=limit, **where)  # pyright: ignore[reportArgumentType] - which page is what differs

    seen: list[Seq] = []
    page = (await read()).page
    while True:
        seen = [*(entry.seq for entry in page.items), *seen]
        if page.older is None:
            break
        page = (await read(before=page.older)).page
    assert seen == [first, first + 1, first + 2, first + 3]
    for where in ({"after": Seq(0)}, {"after": Seq(2)}, {"at": Instant("2000-01-01T00:00:00.000000Z")}):
        page = (await read(**where)).page
        assert (page.items[0].seq, page.older) == (first, None)
    for where in ({"before": Seq(2)}, {"before": first}):
        assert (await read(**where)).page == LogPage([], None, None)
    everything = await verbs.list_messages(reader_uuid=cast.bo, message_group_uuid=group, limit=100)
    assert [entry.seq for entry in everything.page.items] == list(range(1, first + 4))


async def test_who_comes_back_without_what_was_said_before_cannot_change_it_either(cast: Cast) -> None:
    verbs, group = cast.verbs, await _group(cast)
    said = await verbs.send_message(sender_uuid=cast.bo, message_group_uuid=group, message="mine", retry_key=None)
    await verbs.remove_member(caller_uuid=cast.bo, message_group_uuid=group, person_uuid=cast.bo)
    await verbs.add_members(owner_uuid=cast.ada, message_group_uuid=group, handles=["bo"], sees_earlier=False)
    with pytest.raises(MessageNotFound):
        await verbs.edit_message(
            author_uuid=cast.bo, message_group_uuid=group, seq=said.entry.seq, message="other", seen_rev=0
        )
    with pytest.raises(MessageNotFound):
        await verbs.delete_message(author_uuid=cast.bo, message_group_uuid=group, seq=said.entry.seq)
    with pytest.raises(MessageNotFound):
        await verbs.list_versions(reader_uuid=cast.bo, message_group_uuid=group, seq=said.entry.seq)
    with pytest.raises(MessageNotFound):
        await verbs.react(member_uuid=cast.bo, message_group_uuid=group, seq=said.entry.seq, emoji="👍", is_given=True)


async def test_everybody_may_leave_and_the_last_owner_hands_over(cast: Cast) -> None:
    group = await _group(cast)
    await cast.verbs.remove_member(caller_uuid=cast.ada, message_group_uuid=group, person_uuid=cast.ada)
    after = await cast.engines.groups.get_group(group)
    assert {member: place.role for member, place in after.members.items()} == {cast.bo: Role.OWNER}
    with pytest.raises(GroupNotFound):
        await cast.verbs.send_message(
            sender_uuid=cast.ada, message_group_uuid=group, message="One more thing", retry_key=None
        )


async def test_strangers_are_told_the_group_does_not_exist(cast: Cast) -> None:
    verbs, group = cast.verbs, await _group(cast)
    for refused in (
        verbs.add_members(owner_uuid=cast.stranger, message_group_uuid=group, handles=["mei"]),
        verbs.rename_group(owner_uuid=cast.stranger, message_group_uuid=group, title="Mine"),
        verbs.remove_member(caller_uuid=cast.stranger, message_group_uuid=group, person_uuid=cast.ada),
        verbs.remove_member(caller_uuid=cast.stranger, message_group_uuid=group, person_uuid=cast.stranger),
    ):
        with pytest.raises(GroupNotFound):
            await refused


async def test_a_conversation_of_two_stays_one(cast: Cast) -> None:
    sent = await cast.verbs.message_person(sender_uuid=cast.ada, handle="bo", message="Hello", retry_key=None)
    direct = sent.entry.message_group_uuid
    for refused in (
        cast.verbs.add_members(owner_uuid=cast.ada, message_group_uuid=direct, handles=["mei"]),
        cast.verbs.rename_group(owner_uuid=cast.ada, message_group_uuid=direct, title="Us"),
        cast.verbs.remove_member(caller_uuid=cast.ada, message_group_uuid=direct, person_uuid=cast.ada),
    ):
        with pytest.raises(GroupNotFound):
            await refused


async def test_removing_somebody_who_is_not_in_it_says_so(cast: Cast) -> None:
    group = await _group(cast)
    with pytest.raises(MemberNotFound):
        await cast.verbs.remove_member(caller_uuid=cast.ada, message_group_uuid=group, person_uuid=cast.mei)
