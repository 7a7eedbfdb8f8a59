"""What each access pattern consumes in DynamoDB's own units, beside its budget: `./cruddur bench capacity`.

Counted by the service (`ReturnConsumedCapacity`), not by us; the figures are the same on any machine.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cruddur.adapters.dynamodb import items, keys
from cruddur.adapters.dynamodb.capacity import Capacity
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.random import SystemRandom
from cruddur.domain import instant
from cruddur.domain.entry import Draft, Entry, Head, edited, emptied, next_entry
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid, direct_group_uuid
from cruddur.domain.inbox import changes_for, first_row
from cruddur.domain.instant import Instant

TEXT_300 = "m" * 300
TEXT_700 = "m" * 700
DEEP = Seq(100_000)

BEGIN = instant.parse("2026-03-01T12:00:10Z")
SAME_MINUTE = instant.parse("2026-03-01T12:00:50Z")
NEXT_MINUTE = instant.parse("2026-03-01T12:01:10Z")


class Row(NamedTuple):
    """One line of the table.

    Attributes:
        original: what the class's design costs for the same, "" where it has nothing like it.
    """

    pattern: str
    calls: str
    read_units: float
    write_units: float
    budget: str
    is_within: bool
    original: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern, how to run it once, and what it may cost.

    Attributes:
        run: does it within the meter, and returns by how many to divide.
        most_read, most_write: the budget in units, after the division.
    """

    name: str
    run: "Callable[[Conversation], Awaitable[Measured]]"
    most_read: float
    most_write: float
    original: str = ""


class Measured(NamedTuple):
    """What was consumed, and by how many to divide it."""

    capacity: Capacity
    divisor: int = 1


class Conversation:
    """A 1:1 on an engine, and what is done in it."""

    def __init__(self, engine: DynamoEngine) -> None:
        self.engine = engine
        self._random = SystemRandom()
        self.ann, self.bob = self._random.user_uuid(), self._random.user_uuid()
        self.group = self._direct(self.ann, self.bob)

    async def begin(self) -> Entry:
        """The first message, "hello" of 300 bytes."""
        return (await self.engine.log.start_direct(self.draft(BEGIN), self.group)).entry

    async def send(self, at: Instant, text: str = TEXT_300) -> Entry:
        """One more message of ann's."""
        return (await self.engine.log.append(self.draft(at, text), after_seq=None)).entry

    async def project(self, *entries: Entry) -> None:
        """Carry entries into both inboxes."""
        await self.engine.inbox.apply(changes_for(self.group.members, entries))

    def draft(self, at: Instant, text: str = TEXT_300) -> Draft:
        """A message of ann's."""
        return Draft(self.group.uuid, self.ann, self._random.message_uuid(), text, at)

    async def other_groups(self, count: int) -> None:
        """Give ann `count` more conversations, a minute apart, written as the engine writes them."""
        for number in range(count):
            group = self._direct(self.ann, self._random.user_uuid())
            at = instant.shifted(BEGIN, seconds=-60 * number)
            entry = next_entry(self.draft(at)._replace(message_group_uuid=group.uuid), Head(Seq(0), at, Seq(0)))
            await self._put(items.row_item(first_row(entry, self.ann, group)))

    async def lines(self, first: int, last: int) -> None:
        """Put entries at these numbers, as the engine writes them: a log that long, where it is read."""
        for seq in range(first, last + 1):
            head = Head(Seq(seq - 1), BEGIN, Seq(0))
            await self._put(items.entry_item(next_entry(self.draft(BEGIN), head)))

    async def _put(self, item: items.Item) -> None:
        await self.engine.client.call("PutItem", TableName=self.engine.table, Item=item)

    def _direct(self, one: UserUuid, other: UserUuid) -> Group:
        place = Member(Role.MEMBER, Seq(0))
        return Group(
            uuid=GroupUuid(direct_group_uuid(one, other)),
            kind=GroupKind.DIRECT,
            title=None,
            members={one: place, other: place},
            membership_seq=Seq(0),
            created_at=BEGIN,
            created_by=one,
        )


async def _send(conversation: Conversation, text: str) -> Measured:
    await conversation.begin()
    with conversation.engine.meter.measure() as capacity:
        await conversation.send(SAME_MINUTE, text)
    return Measured(capacity)


async def send_300(conversation: Conversation) -> Measured:
    """C, warm: 300 bytes of text."""
    return await _send(conversation, TEXT_300)


async def send_700(conversation: Conversation) -> Measured:
    """C, warm: 700 bytes of text."""
    return await _send(conversation, TEXT_700)


async def retry(conversation: Conversation) -> Measured:
    """C: the same send again."""
    await conversation.begin()
    draft = conversation.draft(SAME_MINUTE)
    await conversation.engine.log.append(draft, after_seq=Seq(1))
    with conversation.engine.meter.measure() as capacity:
        await conversation.engine.log.append(draft, after_seq=Seq(1))
    return Measured(capacity)


async def start(conversation: Conversation) -> Measured:
    """D: a new 1:1 with its first message."""
    with conversation.engine.meter.measure() as capacity:
        await conversation.begin()
    return Measured(capacity)


async def project_same_minute(conversation: Conversation) -> Measured:
    """E: one message into two rows, within the minute."""
    await conversation.begin()
    entry = await conversation.send(SAME_MINUTE)
    with conversation.engine.meter.measure() as capacity:
        await conversation.project(entry)
    return Measured(capacity, 2)


async def project_next_minute(conversation: Conversation) -> Measured:
    """E: one message into two rows, a minute later."""
    await conversation.begin()
    entry = await conversation.send(NEXT_MINUTE)
    with conversation.engine.meter.measure() as capacity:
        await conversation.project(entry)
    return Measured(capacity, 2)


async def project_again(conversation: Conversation) -> Measured:
    """E: a repeated record."""
    await conversation.begin()
    entry = await conversation.send(NEXT_MINUTE)
    await conversation.project(entry)
    with conversation.engine.meter.measure() as capacity:
        await conversation.project(entry)
    return Measured(capacity, 2)


async def five_messages(conversation: Conversation) -> Measured:
    """C and E: five messages, carried over in one batch, a minute later."""
    await conversation.begin()
    with conversation.engine.meter.measure() as capacity:
        await conversation.project(*[await conversation.send(NEXT_MINUTE) for _ in range(5)])
    return Measured(capacity, 5)


async def inbox_20(conversation: Conversation) -> Measured:
    """B: twenty rows of forty, previews of 200 characters."""
    await conversation.other_groups(40)
    with conversation.engine.meter.measure() as capacity:
        page = await conversation.engine.inbox.list_inbox(conversation.ann, cursor=None, limit=20)
    if len(page.items) != 20 or page.older is None:
        raise AssertionError("the page is not the one that is measured")
    return Measured(capacity)


async def messages_at_head(conversation: Conversation) -> Measured:
    """A: the newest fifty messages of 300 bytes."""
    await conversation.lines(1, 60)
    with conversation.engine.meter.measure() as capacity:
        page = await conversation.engine.log.list_entries(conversation.group.uuid, limit=50)
    if len(page.items) != 50:
        raise AssertionError("the page is not the one that is measured")
    return Measured(capacity)


async def messages_deep(conversation: Conversation) -> Measured:
    """A: fifty messages below number 100,000."""
    await conversation.lines(DEEP - 60, DEEP + 10)
    with conversation.engine.meter.measure() as capacity:
        page = await conversation.engine.log.list_entries(conversation.group.uuid, before=DEEP, limit=50)
    if [entry.seq for entry in page.items] != list(range(DEEP - 50, DEEP)):
        raise AssertionError("the page is not the one that is measured")
    return Measured(capacity)


async def edit(conversation: Conversation) -> Measured:
    """An edit: the earlier text, and the entry."""
    earlier = await conversation.begin()
    with conversation.engine.meter.measure() as capacity:
        await conversation.engine.log.revise(edited(earlier, TEXT_300[::-1], SAME_MINUTE), earlier=earlier)
    return Measured(capacity)


async def empty(conversation: Conversation) -> Measured:
    """Delete for everyone: the entry, and each earlier text."""
    first = await conversation.begin()
    earlier = await conversation.engine.log.revise(edited(first, "other", SAME_MINUTE), earlier=first)
    with conversation.engine.meter.measure() as capacity:
        await conversation.engine.log.revise(emptied(earlier, SAME_MINUTE), earlier=earlier)
    return Measured(capacity)


async def react(conversation: Conversation) -> Measured:
    """A reaction to a message that others have reacted to."""
    entry = await conversation.begin()
    log = conversation.engine.log
    for emoji in "👍❤😀":
        await log.react(entry.message_group_uuid, entry.seq, user_uuid=conversation.ann, emoji=emoji, is_given=True)
    with conversation.engine.meter.measure() as capacity:
        await log.react(entry.message_group_uuid, entry.seq, user_uuid=conversation.bob, emoji="👍", is_given=True)
    return Measured(capacity)


async def versions(conversation: Conversation) -> Measured:
    """The texts of an entry that was edited twice."""
    first = await conversation.begin()
    log = conversation.engine.log
    second = await log.revise(edited(first, "second", SAME_MINUTE), earlier=first)
    await log.revise(edited(second, "third", SAME_MINUTE), earlier=second)
    with conversation.engine.meter.measure() as capacity:
        await log.list_versions(first.message_group_uuid, first.seq)
    return Measured(capacity)


async def mark_read(conversation: Conversation) -> Measured:
    """Mark read."""
    await conversation.begin()
    with conversation.engine.meter.measure() as capacity:
        await conversation.engine.inbox.mark_read(conversation.bob, conversation.group.uuid, Seq(1))
    return Measured(capacity)


async def membership(conversation: Conversation) -> Measured:
    """Who is a member, when it is not remembered."""
    await conversation.begin()
    stranger = DynamoEngine(
        conversation.engine.client,
        table=conversation.engine.table,
        clock=_StoppedClock(),
        random=SystemRandom(),
    )
    with stranger.meter.measure() as capacity:
        await stranger.groups.get_group(conversation.group.uuid)
    return Measured(capacity)


class _StoppedClock:
    def now(self) -> Instant:
        return BEGIN

    def monotonic_s(self) -> float:
        return 0.0


PATTERNS = (
    Pattern(name="A  50 messages of 300 B, newest", run=messages_at_head, most_read=3.5, most_write=0),
    Pattern(name="A  50 messages of 300 B, 100,000 deep", run=messages_deep, most_read=3.5, most_write=0),
    Pattern(name="B  20 rows of an inbox", run=inbox_20, most_read=2, most_write=0),
    Pattern(name="C  send 300 B, warm", run=send_300, most_read=0, most_write=1),
    Pattern(name="C  send 700 B, warm", run=send_700, most_read=0, most_write=1),
    Pattern(name="C  the same send again", run=retry, most_read=1, most_write=0),
    Pattern(name="D  first message of a 1:1", run=start, most_read=0, most_write=10, original="13 with E"),
    Pattern(name="E  project, a member, same minute", run=project_same_minute, most_read=0, most_write=2),
    Pattern(name="E  project, a member, next minute", run=project_next_minute, most_read=0, most_write=3),
    Pattern(name="E  a repeated record, a member", run=project_again, most_read=0, most_write=1),
    Pattern(
        name="C+E a message of a 1:1 in a batch of 5", run=five_messages, most_read=0, most_write=2.2, original="9"
    ),
    Pattern(name="   edit 300 B", run=edit, most_read=0, most_write=2),
    Pattern(name="   delete what was edited once", run=empty, most_read=0, most_write=2),
    Pattern(name="   react", run=react, most_read=0, most_write=1),
    Pattern(name="   what an entry edited twice has said", run=versions, most_read=2, most_write=0),
    Pattern(name="   mark read", run=mark_read, most_read=0, most_write=2),
    Pattern(name="   who is a member, not remembered", run=membership, most_read=1, most_write=0),
)


async def measure(pattern: Pattern, engine: DynamoEngine) -> Row:
    """Run a pattern once on an engine and return its line."""
    capacity, divisor = await pattern.run(Conversation(engine))
    read, write = capacity.read_units / divisor, capacity.write_units / divisor
    budget = f"{pattern.most_write:g} write" if pattern.most_write else f"{pattern.most_read:g} read"
    calls = ", ".join(f"{count} {name}" for name, count in sorted(capacity.calls.items()))
    is_within = read <= pattern.most_read and write <= pattern.most_write
    return Row(pattern.name, calls, read, write, budget, is_within, pattern.original)


@asynccontextmanager
async def engine_on(folder: Path) -> AsyncGenerator[DynamoEngine, None]:
    """Yield an engine with an empty table, on a Dynoxide of its own in `folder`."""
    from cruddur.adapters.local.clock import SystemClock
    from cruddur.adapters.local.engines import dynoxide

    process = dynoxide.start(folder)
    engine = DynamoEngine.open(
        url=process.url, region="us-east-1", table=keys.TABLE, clock=SystemClock(), random=SystemRandom(), deadline_s=30
    )
    try:
        await engine.load_schema()
        yield engine
    finally:
        await engine.close()
        process.stop()


async def rows(folder: Path) -> list[Row]:
    """Measure every pattern on an engine of its own in `folder`."""
    async with engine_on(folder) as engine:
        return [await measure(pattern, engine) for pattern in PATTERNS]
