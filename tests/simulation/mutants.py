"""The engine with one rule left out, each. The simulation must notice every one of them.

A mutant is what is done to an engine before it serves; it changes that engine alone.
"""

import contextlib
from collections.abc import Callable
from typing import Any

from cruddur.adapters.dynamodb import items, keys
from cruddur.adapters.dynamodb.append import Appender, Met
from cruddur.adapters.dynamodb.client import Client, Refused
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.dynamodb.inbox import DynamoInbox
from cruddur.adapters.dynamodb.message_log import DynamoMessageLog
from cruddur.adapters.dynamodb.reading import LogReader
from cruddur.adapters.dynamodb.revisions import Revisions
from cruddur.adapters.dynamodb.tail import Sender, Tail
from cruddur.adapters.dynamodb.writes import Proposal, Send, Write
from cruddur.domain.entry import Appended, Entry, Head
from cruddur.domain.errors import GroupNotFound, OutcomeUnknown
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq
from cruddur.domain.inbox import InboxChange, InboxEntry
from tests.simulation.world import Adapt

MUTANTS: dict[str, Adapt] = {}


def _appender(mutant: type[Appender]) -> Adapt:
    """An adaptation that puts `mutant` in the place of the engine's appender."""

    def adapt(engine: DynamoEngine) -> None:
        engine.log._appender.__class__ = mutant

    MUTANTS[_name(mutant)] = adapt
    return adapt


def _inbox(mutant: type[DynamoInbox]) -> None:
    def adapt(engine: DynamoEngine) -> None:
        engine.inbox.__class__ = mutant

    MUTANTS[_name(mutant)] = adapt


def _log(mutant: type[DynamoMessageLog]) -> None:
    def adapt(engine: DynamoEngine) -> None:
        engine.log.__class__ = mutant

    MUTANTS[_name(mutant)] = adapt


def _revisions(mutant: type[Revisions]) -> None:
    def adapt(engine: DynamoEngine) -> None:
        engine.log._revisions.__class__ = mutant

    MUTANTS[_name(mutant)] = adapt


def _reader(mutant: type[LogReader]) -> None:
    def adapt(engine: DynamoEngine) -> None:
        engine.log._reader.__class__ = mutant  # the one that log and appender share

    MUTANTS[_name(mutant)] = adapt


def _name(mutant: type) -> str:
    return mutant.__name__.lstrip("_")


# --- the append


class BehindItsMembers(Appender):
    """Members newer than the head are judged by, though entries in between are unread.

    It takes two writes in the millisecond between two reads of a host that has just started: seeds
    meet that too rarely, so a test of its own stages it.
    """

    def _is_behind(self, tail: Tail, group: Group) -> bool:
        return False


@_appender
class TwoAtOnce(Appender):
    """A host has several appends of a group in flight."""

    def _turn(self, tail: Tail) -> Any:
        return contextlib.nullcontext()


@_appender
class NoCover(Appender):
    """Nobody looks for an earlier try of the same send."""

    async def _cover(self, tail: Tail, group_uuid: GroupUuid, after: Seq) -> None:
        return


@_appender
class TrimmedMeanwhile(Appender):
    """The ring is cut while a send relies on it."""

    async def _cover(self, tail: Tail, group_uuid: GroupUuid, after: Seq) -> None:
        await super()._cover(tail, group_uuid, after)
        while len(tail) > 2:
            oldest = tail._ring.popleft()
            tail._by_sender.pop((oldest.user_uuid, oldest.message_uuid), None)


@_appender
class OursIsAnothers(Appender):
    """A refused write does not notice that what it met is its own earlier try."""

    async def _write(self, proposal: Proposal, tried: Any) -> Met | None:
        met = await super()._write(proposal, tried)
        if met is None or met.entry is None:
            return met
        return Met(met.entry._replace(message_uuid=MessageUuid("00000000-0000-4000-8000-000000000000")))


@_appender
class UnknownIsWritten(Appender):
    """A lost answer counts as a stored entry."""

    async def _write(self, proposal: Proposal, tried: Any) -> Met | None:
        try:
            return await super()._write(proposal, tried)
        except OutcomeUnknown:
            return None


@_appender
class NextNumberAfterUnknown(Appender):
    """After a lost answer the next number is tried, not the same."""

    async def _put(self, proposal: Proposal) -> Met | None:
        try:
            return await super()._put(proposal)
        except OutcomeUnknown:
            later = proposal.entry._replace(seq=Seq(proposal.entry.seq + 1))
            return await super()._put(proposal._replace(entry=later))


@_appender
class Overwrites(Appender):
    """The number is taken whether or not it is free."""

    async def _put(self, proposal: Proposal) -> Met | None:
        if proposal.others:
            return await super()._put(proposal)
        await self._client.call("PutItem", TableName=self._table, Item=items.entry_item(proposal.entry))
        return None


@_appender
class StaleMembers(Appender):
    """Members are those of whenever the host began to look at the group, and META is read before the head."""

    async def _load(self, tail: Tail, group_uuid: GroupUuid) -> None:
        group = await self.reader.group(group_uuid)
        newest = await self.reader.newest(group_uuid)
        if group is None or newest is None:
            raise GroupNotFound
        tail.begin(newest, group)

    async def _members(self, tail: Tail, group_uuid: GroupUuid) -> Group:
        assert tail.group is not None
        return tail.group


@_appender
class RefusesFirst(Appender):
    """Who is no member any more is refused before anybody looks whether the message is stored."""

    async def _append(self, tail: Tail, write: Write, after: Seq | None, look_back: int, tried: Any) -> Appended:
        if tail.is_cold:
            await self._load(tail, write.group_uuid)
        write.propose(await self._members(tail, write.group_uuid), tail.head)
        return await super()._append(tail, write, after, look_back, tried)


@_appender
class BelievesItself(Appender):
    """Who is no member as far as this host remembers is refused, without a look."""

    def _may_refuse(self, *, is_fresh: bool) -> bool:
        return True


@_appender
class NoTransaction(Appender):
    """A membership entry and META are written one after the other."""

    async def _put(self, proposal: Proposal) -> Met | None:
        met = await super()._put(proposal._replace(others=[]))
        if met is None:
            for action in proposal.others:
                [(kind, request)] = action.items()
                with contextlib.suppress(Refused):
                    await self._client.call(f"{kind}Item", **request)
        return met


class _AnyoneMaySend(Send):
    __slots__ = ()

    def propose(self, group: Group, head: Head) -> Proposal:
        everybody = {**group.members, self.draft.user_uuid: next(iter(group.members.values()))}
        from dataclasses import replace

        return super().propose(replace(group, members=everybody), head)


class _NoDigest(Send):
    __slots__ = ()

    def is_answered_by(self, entry: Entry) -> bool:
        return True


class _OwnClock(Send):
    __slots__ = ()

    def propose(self, group: Group, head: Head) -> Proposal:
        proposal = super().propose(group, head)
        return proposal._replace(entry=proposal.entry._replace(created_at=self.draft.sent_at))


def _send(name: str, mutant: type[Send]) -> None:
    class Mutant(Appender):
        async def run(self, write: Write, *, after: Seq | None, look_back: int = 0) -> Appended:
            changed = mutant(write.draft) if isinstance(write, Send) else write
            return await super().run(changed, after=after, look_back=look_back)

    Mutant.__name__ = name
    _appender(Mutant)


_send("AnyoneMaySend", _AnyoneMaySend)  # members are not asked for
_send("NoDigest", _NoDigest)  # another body under a used uuid counts as a retry
_send("OwnClock", _OwnClock)  # created_at is the host's clock, whatever the entry before says


# --- reads


@_reader
class EventualReads(LogReader):
    """The append reads at half price."""

    async def entries(
        self,
        group_uuid: GroupUuid,
        *,
        low: Seq,
        high: Seq,
        limit: int,
        is_newest_first: bool = False,
        is_strong: bool = False,
    ) -> list[Entry]:
        return await super().entries(
            group_uuid, low=low, high=high, limit=limit, is_newest_first=is_newest_first, is_strong=False
        )


def _holes(engine: DynamoEngine) -> None:
    """A query is taken for a snapshot: what lies behind a hole is remembered too."""

    class Reader(LogReader):
        def contiguous(self, entries: list[Entry], first: Seq) -> list[Entry]:
            return entries

    class Holed(Tail):
        __slots__ = ()

        def add(self, entry: Entry) -> bool:
            return super().add(entry) or self._add_behind_a_hole(entry)

        def _add_behind_a_hole(self, entry: Entry) -> bool:
            while self._ring[-1].seq < entry.seq - 1:
                self._ring.append(self._ring[-1]._replace(seq=Seq(self._ring[-1].seq + 1)))
            return super().add(entry)

    engine.log._reader.__class__ = Reader
    tails = engine.log._appender.tails
    of = tails.of

    def holed(group_uuid: GroupUuid) -> Tail:
        tail = of(group_uuid)
        tail.__class__ = Holed
        return tail

    tails.of = holed


MUTANTS["Holes"] = _holes


def _forgets(engine: DynamoEngine) -> None:
    """Entries are read over without looking at whose they are."""

    class Forgetful(Tail):
        __slots__ = ()

        def find(self, sender: Sender) -> Seq | None:
            return None

    tails = engine.log._appender.tails
    of = tails.of

    def forgetful(group_uuid: GroupUuid) -> Tail:
        tail = of(group_uuid)
        tail.__class__ = Forgetful
        return tail

    tails.of = forgetful


MUTANTS["Forgets"] = _forgets


# --- beginnings and revisions


@_log
class FreesNumbers(DynamoMessageLog):
    """A deleted message is removed, and its number free again."""

    async def revise(self, entry: Entry, *, earlier: Entry) -> Entry:
        if entry.message is None:
            await self._client.call(
                "DeleteItem", TableName=self._table, Key=keys.entry_key(entry.message_group_uuid, entry.seq)
            )
            return entry
        return await super().revise(entry, earlier=earlier)


@_revisions
class LastRevisionWins(Revisions):
    """An edit does not ask which version it was made from."""

    def _revision(self, entry: Entry, seen_rev: int) -> dict[str, Any]:
        request = super()._revision(entry, seen_rev)
        request["ConditionExpression"] = "user_uuid = :me AND message_uuid = :uuid AND :seen = :seen"
        return request


def _begins_twice(engine: DynamoEngine) -> None:
    """A first message is stored whether or not the group is there."""
    beginner = engine.log._beginner
    inner = beginner._client

    class Unconditional:
        async def call(self, operation: str, **params: Any) -> dict[str, Any]:
            for action in params.get("TransactItems", []):
                for request in action.values():
                    request.pop("ConditionExpression", None)
            return await inner.call(operation, **params)

    client: Client = Unconditional()
    beginner._client = client


MUTANTS["BeginsTwice"] = _begins_twice


def _keeps_no_texts(engine: DynamoEngine) -> None:
    """What a message said before an edit is not kept."""
    revisions = engine.log._revisions
    inner = revisions._client

    class Sparing:
        async def call(self, operation: str, **params: Any) -> dict[str, Any]:
            return {} if operation == "PutItem" else await inner.call(operation, **params)

    client: Client = Sparing()
    revisions._client = client


MUTANTS["KeepsNoTexts"] = _keeps_no_texts


# --- the projector's rule


def _condition(name: str, change: Callable[[str], str]) -> None:
    class Mutant(DynamoInbox):
        async def _update(
            self, user_uuid: Any, group_uuid: Any, assignments: str, condition: str, values: Any, **more: Any
        ) -> tuple[InboxEntry | None, bool]:
            return await super()._update(user_uuid, group_uuid, assignments, change(condition), values, **more)

    Mutant.__name__ = name
    _inbox(Mutant)


_POSITION = "(last_seq < :seq OR (last_seq = :seq AND last_rev < :rev))"
# An edit of the newest entry does not reach the preview.
_condition("OrderedBySeqAlone", lambda condition: condition.replace(_POSITION, "last_seq < :seq AND :rev = :rev"))
# A late record moves the row back in time.
_condition("RowsGoBack", lambda condition: condition.replace(_POSITION, ":seq = :seq AND :rev = :rev"))


@_inbox
class GivesUpHalves(DynamoInbox):
    """A refused update is taken for a repeat, though one of its halves may be news."""

    async def _apply(self, change: InboxChange) -> InboxEntry | None:
        self._tries = 0
        return await super()._apply(change)

    async def _update(self, *arguments: Any, **more: Any) -> tuple[InboxEntry | None, bool]:
        row, is_changed = await super()._update(*arguments, **more)
        return (row, is_changed) if is_changed else (None, False)


@_inbox
class MakesRows(DynamoInbox):
    """A row that is not there is made."""

    async def _apply(self, change: InboxChange) -> InboxEntry | None:
        if await self.find_row(change.user_uuid, change.message_group_uuid) is None:
            row = InboxEntry(
                user_uuid=change.user_uuid,
                message_group_uuid=change.message_group_uuid,
                kind="group",
                peer_uuid=None,
                title=change.title,
                member_count=change.member_count,
                membership_seq=change.membership_seq,
                last_seq=change.last_seq,
                last_rev=change.last_rev,
                read_seq=change.own_seq,
                last_message_at=change.last_message_at,
                message=change.message,
                last_kind=change.last_kind,
                last_user_uuid=change.last_user_uuid,
            )
            await self._client.call("PutItem", TableName=self._table, Item=items.row_item(row))
            return row
        return await super()._apply(change)
