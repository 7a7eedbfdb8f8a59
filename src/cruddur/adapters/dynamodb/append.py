"""The append, exactly: entry head+1 by one conditional write, once per send, by a member.

Whoever writes entry n has looked at every entry in (after, n-1], and an entry's uuid never changes.
Were the same send already at p < n, its writer would have met it. A late write of n can apply only
while n is free, which is only while the head is n-1: it is as good as a prompt one. This needs that
no number is ever freed, that nobody makes entries by an update, and a truthful `after`.

Each rule is a method, so that the simulation can leave it out and see what breaks.
"""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

from cruddur.adapters.dynamodb import items
from cruddur.adapters.dynamodb.client import Budget, Client, Refused, backoff_s
from cruddur.adapters.dynamodb.groups import DynamoGroups
from cruddur.adapters.dynamodb.reading import LogReader
from cruddur.adapters.dynamodb.tail import Heads, Tail, Tails
from cruddur.adapters.dynamodb.writes import FREE, Declined, Proposal, Write
from cruddur.domain.entry import Appended, Entry
from cruddur.domain.errors import (
    AheadOfLog,
    GroupNotFound,
    IdempotencyMismatch,
    OutcomeUnknown,
    Refusal,
    TooFarBehind,
    Unavailable,
)
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.ports.message_log import WINDOW


class Met(NamedTuple):
    """A refused write: the entry that is there, None when another action of the transaction failed."""

    entry: Entry | None


class Appender:
    """Runs writes, one at a time and group, until they are stored, answered or refused."""

    def __init__(
        self,
        client: Client,
        table: str,
        groups: DynamoGroups,
        fraction: Callable[[], float],
        budget: Budget,
        *,
        deadline_s: float,
        stored: Callable[[], None],
    ) -> None:
        """Args:
        fraction: a random float in [0, 1), for jitter.
        deadline_s: from a write's arrival (waiting for its turn included) to its answer.
        stored: called after each append, so that whoever reads the stream looks at once.
        """
        self._client, self._table, self._groups = client, table, groups
        self._fraction, self._budget, self._deadline_s = fraction, budget, deadline_s
        self._tell = stored
        self.reader = LogReader(client, table)
        self.tails, self.heads = Tails(), Heads()

    async def run(self, write: Write, *, after: Seq | None, look_back: int = 0) -> Appended:
        """Append a write, or return what an earlier try of it stored.

        Args:
            after: where its first try can begin at the earliest; None is `look_back` before the head.
        Raises:
            see `MessageLog.append`, and what `write.propose` raises.
        """
        tail = self.tails.of(write.group_uuid)
        tried = _Tried()
        try:
            async with asyncio.timeout(self._deadline_s), self._turn(tail):
                remembered = len(tail)
                try:
                    return await self._append(tail, write, after, look_back, tried)
                finally:
                    tail.trim()
                    self.tails.settle(remembered, len(tail))
        except TimeoutError:
            raise (OutcomeUnknown() if tried.is_unknown else Unavailable()) from None

    def heard(self, entry: Entry) -> None:
        """Remember an entry that another host has stored, where it follows what is remembered."""
        tail = self.tails.find(entry.message_group_uuid)
        if tail is not None and not tail.is_cold and not tail.turn.locked():
            remembered = len(tail)
            tail.add(entry)
            tail.trim()
            self.tails.settle(remembered, len(tail))

    def _turn(self, tail: Tail) -> Any:
        """One append of a group at a time."""
        return tail.turn

    async def _append(self, tail: Tail, write: Write, after: Seq | None, look_back: int, tried: "_Tried") -> Appended:
        """Round after round: cover, look for an earlier try, propose, write; until there is an answer."""
        is_fresh = tail.is_cold
        if tail.is_cold:
            await self._load(tail, write.group_uuid)
        if after is not None and after > tail.head.seq:
            await self._read_forward(tail, write.group_uuid)
            if after > tail.head.seq:
                await self._refuse_strangers(tail, write)
                raise AheadOfLog(write.group_uuid, tail.head.seq)
        attempt = 0
        begin = max(Seq(0), Seq(tail.head.seq - look_back)) if after is None else after
        while True:
            if (seen := tail.find(write.sender)) is not None:
                return await self._answer(write, seen, tried)
            if tail.head.seq - begin > WINDOW + look_back:
                if after is not None or tried.is_unknown:
                    await self._refuse_strangers(tail, write)
                    raise TooFarBehind(write.group_uuid, tail.head.seq)
                begin = max(Seq(0), Seq(tail.head.seq - look_back))  # this call has stored nothing yet
            await self._cover(tail, write.group_uuid, begin)
            if (seen := tail.find(write.sender)) is not None:
                return await self._answer(write, seen, tried)
            group = await self._members(tail, write.group_uuid)
            if self._is_behind(tail, group):
                await self._read_forward(tail, write.group_uuid)
                continue
            try:
                proposal = write.propose(group, tail.head)
            except (Refusal, Declined):
                if self._may_refuse(is_fresh=is_fresh):
                    raise
                await self._refresh(tail, write.group_uuid)
                is_fresh = True
                continue
            try:
                met = await self._write(proposal, tried)
            except Unavailable:
                await self.pause(attempt, is_unknown=tried.is_unknown)
                attempt += 1  # and the next round tries the same number
                continue
            if met is None:
                return self._stored(tail, proposal)
            if met.entry is not None and (met.entry.user_uuid, met.entry.message_uuid) == write.sender:
                return self._answered(write, met.entry, tried)
            await self._lost_race(tail, write.group_uuid, met)  # and try again at once

    async def pause(self, attempt: int, *, is_unknown: bool) -> None:
        """Wait before the next try, if there may be one.

        Raises:
            OutcomeUnknown, Unavailable: too many retries of late.
        """
        if not self._budget.spend():
            raise (OutcomeUnknown() if is_unknown else Unavailable()) from None
        await asyncio.sleep(backoff_s(attempt, self._fraction()))

    def remember_beginning(self, tail: Tail, entry: Entry, group: Group) -> None:
        """Take note of a log that this host has just begun; the caller holds the turn."""
        before = len(tail)
        tail.begin(entry, group)
        self.tails.settle(before, len(tail))
        self.heads.note(entry)
        self._groups.remember(group)
        self._tell()

    # --- one round's steps

    async def _load(self, tail: Tail, group_uuid: GroupUuid) -> None:
        """Know a log from nothing: its head before its members, who must be as of that head."""
        newest = await self.reader.newest(group_uuid)
        if newest is None:
            raise GroupNotFound
        self.heads.note(newest)
        tail.begin(newest, await self._meta(group_uuid, newest.membership_seq))

    async def _meta(self, group_uuid: GroupUuid, not_before: Seq) -> Group:
        while True:
            group = await self._groups.read(group_uuid)
            if group.membership_seq >= not_before:
                return group

    async def _members(self, tail: Tail, group_uuid: GroupUuid) -> Group:
        """The members as of the head or later."""
        if tail.group is None or tail.group.membership_seq < tail.head.membership_seq:
            tail.group = await self._meta(group_uuid, tail.head.membership_seq)
        return tail.group

    def _is_behind(self, tail: Tail, group: Group) -> bool:
        """Whether a membership entry is known that lies beyond the head we know."""
        return tail.head.seq < group.membership_seq

    async def _refuse_strangers(self, tail: Tail, write: Write) -> None:
        """Where a log ends is for members to know; somebody may have joined since we looked."""
        author = write.sender[0]
        if tail.group is None or author not in tail.group.members:
            tail.group = await self._meta(write.group_uuid, tail.head.membership_seq)
            if author not in tail.group.members:
                raise GroupNotFound

    def _may_refuse(self, *, is_fresh: bool) -> bool:
        """A write is checked by the store, a refusal by nothing: it must be as of a head read since it was asked.

        From memory alone, a host would refuse whoever joined through another host, and whose message
        that host has stored.
        """
        return is_fresh

    async def _refresh(self, tail: Tail, group_uuid: GroupUuid) -> None:
        await self._read_forward(tail, group_uuid)
        tail.group = await self._meta(group_uuid, tail.head.membership_seq)

    async def _cover(self, tail: Tail, group_uuid: GroupUuid, after: Seq) -> None:
        """Have every entry of (after, head] in the ring."""
        if after + 1 < tail.lowest_seq:
            missing = await self.reader.forward(group_uuid, after, up_to=Seq(tail.lowest_seq - 1))
            tail.add_older(missing)
            if tail.lowest_seq > after + 1:
                raise Unavailable  # entries that exist were not read; nothing may be concluded

    async def _read_forward(self, tail: Tail, group_uuid: GroupUuid) -> None:
        """Move the head over what others have appended, as far as there is no hole."""
        entries = await self.reader.forward(group_uuid, tail.head.seq, limit=WINDOW)
        for entry in entries:
            tail.add(entry)
            self.heads.note(entry)
        if len(entries) == WINDOW:  # far behind: begin at the end rather than read a whole log
            await self._load(tail, group_uuid)

    async def _lost_race(self, tail: Tail, group_uuid: GroupUuid, met: Met) -> None:
        if met.entry is not None:
            tail.add(met.entry)
        elif tail.group is not None:  # META moved on: its entry is there to be read
            tail.group = await self._meta(group_uuid, tail.group.membership_seq)
        await self._read_forward(tail, group_uuid)

    def _stored(self, tail: Tail, proposal: Proposal) -> Appended:
        tail.add(proposal.entry)
        self.heads.note(proposal.entry)
        self._tell()
        if proposal.group is not None:
            tail.group = proposal.group
            self._groups.remember(proposal.group)
        return Appended(proposal.entry, is_new=True)

    async def _answer(self, write: Write, seq: Seq, tried: "_Tried") -> Appended:
        """Answer as before, from what is stored at `seq`."""
        entry = await self.reader.entry(write.group_uuid, seq)
        if entry is None:
            raise Unavailable  # it was there: this is not the log we know
        return self._answered(write, entry, tried)

    def _answered(self, write: Write, entry: Entry, tried: "_Tried") -> Appended:
        """Answer with what is there; as new where this very call may have written it without hearing so."""
        if not write.is_answered_by(entry):
            raise IdempotencyMismatch
        self.heads.note(entry)
        return Appended(entry, is_new=tried.lost_answers > 0)

    async def _write(self, proposal: Proposal, tried: "_Tried") -> Met | None:
        """Write if the number is free.

        Returns:
            None when written, else what was met.
        Raises:
            Unavailable: nothing stored; OutcomeUnknown: who knows.
        """
        was_unknown, tried.is_unknown = tried.is_unknown, True  # so it is if the deadline passes now
        try:
            met = await self._put(proposal)
        except OutcomeUnknown:
            tried.lost_answers += 1
            raise
        except Unavailable:
            tried.is_unknown = was_unknown
            raise
        # The number is taken, by this send or by another: an earlier try of it cannot land any more.
        tried.is_unknown = False
        return met

    async def _put(self, proposal: Proposal) -> Met | None:
        put = {
            "TableName": self._table,
            "Item": items.entry_item(proposal.entry),
            "ConditionExpression": FREE,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        try:
            if proposal.others:
                await self._client.call("TransactWriteItems", TransactItems=[{"Put": put}, *proposal.others])
            else:
                await self._client.call("PutItem", **put)
        except Refused as refused:
            return _met(refused)
        return None


class _Tried:
    """What a call knows of its own tries.

    Attributes:
        is_unknown: the write may have been stored, or be stored later, without our knowing.
        lost_answers: how many of its tries went unanswered, whatever was found out since.
    """

    def __init__(self) -> None:
        self.is_unknown, self.lost_answers = False, 0


def _met(refused: Refused) -> Met:
    if not refused.is_condition:
        raise refused
    item = refused.item
    if refused.reasons and refused.reasons[0].get("Code") == "ConditionalCheckFailed":
        item = refused.reasons[0].get("Item")
    return Met(items.parse_entry(item) if item else None)
