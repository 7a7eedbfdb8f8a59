"""Sending, reading and being read, as use cases on `:memory:` SQLite; no network, a clock that stands still."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest

from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.domain.entry import Appended
from cruddur.domain.errors import (
    AheadOfLog,
    CannotMessageYourself,
    GroupNotFound,
    IdempotencyMismatch,
    LimitInvalid,
    MessageBlank,
    MessageNotText,
    MessageTooLong,
    ReceiverHandleBlank,
    UserNotFound,
)
from cruddur.domain.event import EntryStored, Event, ReadMarkMoved, RowChanged
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import Unread
from cruddur.domain.instant import Instant, seconds_between
from cruddur.domain.user import User
from cruddur.usecases.count_unread import CountUnread
from cruddur.usecases.find_person import FindPerson
from cruddur.usecases.get_message_group import GetMessageGroup
from cruddur.usecases.list_message_groups import ListMessageGroups
from cruddur.usecases.list_messages import ListMessages
from cruddur.usecases.mark_read import MarkRead
from cruddur.usecases.message_person import MessagePerson
from cruddur.usecases.project_inbox import ProjectInbox
from cruddur.usecases.send_message import RetryKey, SendMessage
from tests.clock import SteppedClock

INVENTED = GroupUuid("00000000-0000-4000-8000-000000000000")


@dataclass
class Town:
    """Andrew, Bayko and Londo, and everything they can do."""

    clock: SteppedClock
    random: SystemRandom
    engine: SqliteEngine
    events: list[Event]
    andrew: UserUuid
    bayko: UserUuid
    londo: UserUuid
    send: SendMessage
    write_to: MessagePerson
    read: ListMessages
    inbox: ListMessageGroups
    look_at: GetMessageGroup
    mark: MarkRead
    unread: CountUnread
    find: FindPerson
    project: ProjectInbox

    async def first(self, text: str = "hello") -> GroupUuid:
        """Andrew writes to Bayko."""
        sent = await self.write_to(sender_uuid=self.andrew, handle="bayko", message=text, retry_key=None)
        return sent.entry.message_group_uuid

    async def say(self, group: GroupUuid, who: UserUuid, text: str = "and so on") -> Appended:
        return await self.send(sender_uuid=who, message_group_uuid=group, message=text, retry_key=None)

    async def carry(self) -> None:
        """What the projector does."""
        await self.project((await self.engine.changes("by hand").read(limit=1000)).records)

    def key(self, after: int) -> RetryKey:
        return RetryKey(self.random.message_uuid(), Seq(after))


@pytest.fixture
async def town() -> AsyncGenerator[Town]:
    clock, random, bus = SteppedClock(), SystemRandom(), LocalBus()
    engine = SqliteEngine.open(None)
    users = SqliteUsers(engine.db, clock)
    people: list[UserUuid] = []
    for handle in ("andrewbrown", "bayko", "londo"):
        user = User(random.user_uuid(), handle, handle.title(), None, None, clock.now())
        people.append((await users.add(user)).uuid)
    events: list[Event] = []
    bus.subscribe(events.append)
    log, groups, inbox = engine.log, engine.groups, engine.inbox
    yield Town(
        clock,
        random,
        engine,
        events,
        *people,
        send=SendMessage(log=log, bus=bus, clock=clock, random=random),
        write_to=MessagePerson(log=log, users=users, bus=bus, clock=clock, random=random),
        read=ListMessages(log=log, groups=groups, users=users),
        inbox=ListMessageGroups(inbox=inbox, users=users),
        look_at=GetMessageGroup(groups=groups, inbox=inbox, users=users),
        mark=MarkRead(log=log, groups=groups, inbox=inbox, users=users, bus=bus),
        unread=CountUnread(inbox=inbox),
        find=FindPerson(users=users),
        project=ProjectInbox(groups=groups, inbox=inbox, bus=bus),
    )
    await engine.close()


# --- sending


async def test_a_message_to_a_handle_begins_a_conversation_that_both_see(town: Town) -> None:
    group = await town.first("Hi Bayko")
    for reader, peer, unread in ((town.andrew, town.bayko, 0), (town.bayko, town.andrew, 1)):
        listed = await town.inbox(reader_uuid=reader)
        assert [(row.message_group_uuid, row.peer_uuid, row.message) for row in listed.rows] == [
            (group, peer, "Hi Bayko")
        ]
        assert listed.rows[0].unread_count == unread
        assert set(listed.people) == {peer, town.andrew}
        read = await town.read(reader_uuid=reader, message_group_uuid=group)
        assert [(entry.message, entry.user_uuid) for entry in read.page.items] == [("Hi Bayko", town.andrew)]
        assert read.people[town.andrew].handle == "andrewbrown"


async def test_writing_twice_to_one_person_makes_one_group(town: Town) -> None:
    group = await town.first()
    again = await town.write_to(sender_uuid=town.andrew, handle="@Bayko", message="again", retry_key=None)
    back = await town.write_to(sender_uuid=town.bayko, handle="andrewbrown", message="back", retry_key=None)
    assert {again.entry.message_group_uuid, back.entry.message_group_uuid} == {group}
    assert (again.entry.seq, back.entry.seq) == (2, 3)
    assert len((await town.inbox(reader_uuid=town.andrew)).rows) == 1


async def test_first_messages_from_both_sides_at_once_make_one_group(town: Town) -> None:
    sent = await asyncio.gather(
        *(
            town.write_to(sender_uuid=sender, handle=handle, message=str(n), retry_key=None)
            for n in range(10)
            for sender, handle in ((town.andrew, "bayko"), (town.bayko, "andrewbrown"))
        )
    )
    assert len({answer.entry.message_group_uuid for answer in sent}) == 1
    assert sorted(answer.entry.seq for answer in sent) == list(range(1, 21))


async def test_a_retry_of_the_first_message_gets_the_first_answer(town: Town) -> None:
    key = town.key(0)
    answers = [
        await town.write_to(sender_uuid=town.andrew, handle="bayko", message="once", retry_key=key) for _ in range(3)
    ]
    assert [answer.is_new for answer in answers] == [True, False, False]
    assert len({answer.entry for answer in answers}) == 1
    with pytest.raises(IdempotencyMismatch):
        await town.write_to(sender_uuid=town.andrew, handle="bayko", message="twice", retry_key=key)


async def test_a_repeat_is_told_again_since_nobody_knows_whether_its_first_answer_was(town: Town) -> None:
    group = await town.first()
    town.events.clear()
    key = town.key(1)
    answers = [
        await town.send(sender_uuid=town.bayko, message_group_uuid=group, message="hey", retry_key=key)
        for _ in range(3)
    ]
    assert town.events == [EntryStored(answers[0].entry)] * 3


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", MessageBlank),
        (" \n\u200b", MessageBlank),
        ("x" * 1025, MessageTooLong),
        ("a\0", MessageNotText),
        ("\ud800", MessageNotText),
    ],
)
async def test_a_text_that_cannot_be_sent_is_refused_before_anything_is_stored(
    town: Town, text: str, refusal: type[Exception]
) -> None:
    group = await town.first()
    with pytest.raises(refusal):
        await town.say(group, town.andrew, text)
    with pytest.raises(refusal):
        await town.write_to(sender_uuid=town.andrew, handle="londo", message=text, retry_key=None)
    assert (await town.engine.log.get_head(group)).seq == 1
    assert len((await town.inbox(reader_uuid=town.andrew)).rows) == 1


async def test_nobody_oneself_and_the_unknown_are_no_receivers(town: Town) -> None:
    for handle, refusal in (
        ("", ReceiverHandleBlank),
        (" @ ", UserNotFound),
        ("@", ReceiverHandleBlank),
        ("nobody", UserNotFound),
        ("not a handle!", UserNotFound),
        ("andrewbrown", CannotMessageYourself),
        ("@AndrewBrown", CannotMessageYourself),
    ):
        with pytest.raises(refusal):
            await town.write_to(sender_uuid=town.andrew, handle=handle, message="hi", retry_key=None)
    assert (await town.inbox(reader_uuid=town.andrew)).rows == []


async def test_ahead_of_the_log_is_refused(town: Town) -> None:
    group = await town.first()
    with pytest.raises(AheadOfLog):
        await town.send(sender_uuid=town.andrew, message_group_uuid=group, message="x", retry_key=town.key(2))


# --- who may


async def test_a_stranger_can_neither_read_nor_write_anothers_group(town: Town) -> None:
    group = await town.first()
    for unknown in (group, INVENTED, GroupUuid("not a uuid")):
        for attempt in (
            town.say(unknown, town.londo),
            town.send(sender_uuid=town.londo, message_group_uuid=unknown, message="x", retry_key=town.key(99)),
            town.read(reader_uuid=town.londo, message_group_uuid=unknown),
            town.read(reader_uuid=town.londo, message_group_uuid=unknown, at=town.clock.now()),
            town.look_at(reader_uuid=town.londo, message_group_uuid=unknown),
            town.mark(reader_uuid=town.londo, message_group_uuid=unknown, seq=Seq(1)),
        ):
            with pytest.raises(GroupNotFound):
                await attempt
    assert (await town.engine.log.get_head(group)).seq == 1
    assert (await town.inbox(reader_uuid=town.londo)).rows == []


async def test_a_group_shows_its_members_and_how_far_each_has_read(town: Town) -> None:
    group = await town.first()
    await town.say(group, town.andrew)
    await town.carry()
    await town.mark(reader_uuid=town.bayko, message_group_uuid=group, seq=Seq(1))
    details = await town.look_at(reader_uuid=town.bayko, message_group_uuid=group)
    assert set(details.group.members) == {town.andrew, town.bayko}
    assert details.read_seqs == {town.andrew: 2, town.bayko: 1}
    assert (details.row.user_uuid, details.row.unread_count) == (town.bayko, 1)
    assert {user.handle for user in details.people.values()} == {"andrewbrown", "bayko"}


# --- reading


async def test_message_21_and_101_can_be_reached(town: Town) -> None:
    group = await town.first("line 1")
    for n in range(2, 131):
        await town.say(group, town.bayko, f"line {n}")
    newest = (await town.read(reader_uuid=town.andrew, message_group_uuid=group)).page
    assert [entry.seq for entry in newest.items] == list(range(81, 131))
    older = (await town.read(reader_uuid=town.andrew, message_group_uuid=group, before=newest.older, limit=100)).page
    assert [entry.message for entry in older.items] == [f"line {n}" for n in range(1, 81)]
    assert older.older is None


async def test_nothing_vanishes_on_the_first_of_january(town: Town) -> None:
    town.clock.step(seconds_between(town.clock.now(), Instant("2026-12-31T23:59:30.000000Z")))
    group = await town.first("last year")
    town.clock.step(60)
    await town.say(group, town.bayko, "this year")
    await town.carry()
    page = (await town.read(reader_uuid=town.andrew, message_group_uuid=group)).page
    assert [entry.message for entry in page.items] == ["last year", "this year"]
    assert [row.message for row in (await town.inbox(reader_uuid=town.andrew)).rows] == ["this year"]
    page = (await town.read(reader_uuid=town.andrew, message_group_uuid=group, at=town.clock.now())).page
    assert [entry.message for entry in page.items] == ["this year"]
    assert page.older == 2


@pytest.mark.parametrize("limit", [0, 101, -5])
async def test_a_page_of_no_size_or_of_too_many_is_refused(town: Town, limit: int) -> None:
    group = await town.first()
    with pytest.raises(LimitInvalid):
        await town.read(reader_uuid=town.andrew, message_group_uuid=group, limit=limit)
    with pytest.raises(LimitInvalid):
        await town.inbox(reader_uuid=town.andrew, limit=limit)


# --- the inbox


async def test_a_message_moves_its_group_to_the_top(town: Town) -> None:
    group = await town.first()
    town.clock.step(1)
    other = await town.write_to(sender_uuid=town.londo, handle="bayko", message="hi", retry_key=None)
    assert [row.message_group_uuid for row in (await town.inbox(reader_uuid=town.bayko)).rows] == [
        other.entry.message_group_uuid,
        group,
    ]
    town.clock.step(1)
    await town.say(group, town.andrew, "me again")
    town.events.clear()
    await town.carry()
    rows = (await town.inbox(reader_uuid=town.bayko)).rows
    assert [(row.message_group_uuid, row.message) for row in rows] == [
        (group, "me again"),
        (other.entry.message_group_uuid, "hi"),
    ]
    moved = {event.row.user_uuid for event in town.events if isinstance(event, RowChanged)}
    assert moved == {town.andrew, town.bayko}


async def test_a_replayed_stream_moves_nothing(town: Town) -> None:
    group = await town.first()
    for n in range(5):
        await town.say(group, (town.andrew, town.bayko)[n % 2], str(n))
    await town.carry()
    before = (await town.inbox(reader_uuid=town.bayko)).rows
    town.events.clear()
    await town.carry()
    await town.carry()
    assert (await town.inbox(reader_uuid=town.bayko)).rows == before
    assert town.events == []


async def test_unread_is_what_lies_after_the_read_mark_and_one_never_owes_oneself(town: Town) -> None:
    group = await town.first()
    for _ in range(4):
        await town.say(group, town.andrew)
    await town.write_to(sender_uuid=town.londo, handle="bayko", message="hi", retry_key=None)
    await town.carry()
    assert await town.unread(reader_uuid=town.bayko) == Unread(6, 2)
    assert await town.unread(reader_uuid=town.andrew) == Unread(0, 0)
    await town.say(group, town.bayko, "an answer reads all before it")
    await town.carry()
    assert await town.unread(reader_uuid=town.bayko) == Unread(1, 1)
    assert await town.unread(reader_uuid=town.andrew) == Unread(1, 1)


async def test_a_read_mark_is_clamped_at_the_head_and_never_goes_back(town: Town) -> None:
    group = await town.first()
    for _ in range(4):
        await town.say(group, town.andrew)
    await town.carry()
    town.events.clear()
    assert await town.mark(reader_uuid=town.bayko, message_group_uuid=group, seq=Seq(3)) == (3, 2)
    assert await town.mark(reader_uuid=town.bayko, message_group_uuid=group, seq=Seq(1)) == (3, 2)
    assert await town.mark(reader_uuid=town.bayko, message_group_uuid=group, seq=Seq(10**9)) == (5, 0)
    assert town.events == [ReadMarkMoved(group, town.bayko, Seq(seq), True) for seq in (3, 3, 5)]
    await town.say(group, town.andrew)
    await town.carry()
    assert await town.unread(reader_uuid=town.bayko) == Unread(1, 1)


# --- people


async def test_a_person_is_found_by_handle_and_by_the_beginning_of_a_name_but_not_oneself(town: Town) -> None:
    assert (await town.find.by_handle("@Bayko")).uuid == town.bayko
    for handle in ("nobody", "", "not one!"):
        with pytest.raises(UserNotFound):
            await town.find.by_handle(handle)
    assert [user.handle for user in await town.find.search(reader_uuid=town.andrew, text="@bay")] == ["bayko"]
    assert await town.find.search(reader_uuid=town.andrew, text="andrew") == []
    assert await town.find.search(reader_uuid=town.andrew, text="  ") == []
