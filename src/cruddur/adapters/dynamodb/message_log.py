"""The log of a message group in DynamoDB: the port's promises on one partition each."""

from collections.abc import Sequence

from cruddur.adapters.dynamodb.append import Appender
from cruddur.adapters.dynamodb.beginning import Beginner, batch_uuid, first_members, later_members
from cruddur.adapters.dynamodb.client import Client
from cruddur.adapters.dynamodb.membership import MAX_JOINERS, Asked, ChangeRole, Join, Leave, Rename, SaidAlready
from cruddur.adapters.dynamodb.revisions import Revisions
from cruddur.adapters.dynamodb.writes import Send
from cruddur.domain import membership
from cruddur.domain.entry import Appended, Draft, Entry, Head, Version, next_entry
from cruddur.domain.errors import GroupNotFound, IdempotencyMismatch, MessageNotFound
from cruddur.domain.group import Group, Role
from cruddur.domain.ids import MAX_SEQ, GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.page import LogPage
from cruddur.domain.reaction import Given

_LOOK_BACK = 100
"""Entries searched for an earlier try of a membership change, which carries no `after_seq`."""


class DynamoMessageLog:
    """See `ports.message_log.MessageLog`."""

    def __init__(self, client: Client, table: str, appender: Appender, *, deadline_s: float) -> None:
        self._client, self._table, self._appender = client, table, appender
        self._reader, self._heads = appender.reader, appender.heads
        self._revisions = Revisions(client, table)
        self._beginner = Beginner(client, table, appender, deadline_s=deadline_s)

    # --- writing

    async def append(self, draft: Draft, *, after_seq: Seq | None) -> Appended:
        """See the port. Warm: one PutItem and no read."""
        return await self._appender.run(Send(draft), after=after_seq)

    async def start_direct(self, draft: Draft, group: Group) -> Appended:
        """See the port. One transaction of four items."""
        entry = next_entry(draft, Head(Seq(0), draft.sent_at, Seq(0)))
        if await self._beginner.begin(group, entry):
            return Appended(entry, is_new=True)
        return await self.append(draft, after_seq=Seq(0))

    async def start_group(self, group: Group, *, message_uuid: MessageUuid) -> Appended:
        """See the port. Beyond 98 people the rest joins in batches, each an entry of its own."""
        first = first_members(group)
        entry = membership.started(first, message_uuid)
        is_new = await self._beginner.begin(first, entry)
        if not is_new:
            entry = await self._first_entry_of(group, message_uuid)
        for number, people in enumerate(later_members(group, first)):
            asked = Asked(self._table, group.uuid, group.created_by, batch_uuid(message_uuid, number), group.created_at)
            await self._join(Join(asked, people, sees_earlier=True, role=group.members[people[0]].role))
        return Appended(entry, is_new)

    async def join(
        self,
        group_uuid: GroupUuid,
        *,
        by: UserUuid,
        people: Sequence[UserUuid],
        sees_earlier: bool,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Appended:
        """See the port. More than 98 newcomers take several entries; the first is the answer."""
        return await self._join(Join(Asked(self._table, group_uuid, by, message_uuid, at), people, sees_earlier))

    async def _join(self, join: Join) -> Appended:
        try:
            first = await self._appender.run(join, after=None, look_back=_LOOK_BACK)
        except SaidAlready as said:
            return Appended(await self.get_entry(join.group_uuid, said.seq), is_new=False)
        if len(join.people) > MAX_JOINERS:
            rest = [person for person in join.people if person not in first.entry.subject_uuids]
            again = join.asked._replace(message_uuid=batch_uuid(join.asked.message_uuid, len(rest)))
            await self._join(join._replace(asked=again, people=rest))
        return first

    async def leave(
        self, group_uuid: GroupUuid, *, by: UserUuid, person: UserUuid, message_uuid: MessageUuid, at: Instant
    ) -> Appended:
        """See the port. One transaction of three items."""
        asked = Asked(self._table, group_uuid, by, message_uuid, at)
        return await self._appender.run(Leave(asked, person), after=None, look_back=_LOOK_BACK)

    async def rename(
        self, group_uuid: GroupUuid, *, by: UserUuid, title: str, message_uuid: MessageUuid, at: Instant
    ) -> Appended:
        """See the port. One transaction of two items."""
        asked = Asked(self._table, group_uuid, by, message_uuid, at)
        return await self._appender.run(Rename(asked, title), after=None, look_back=_LOOK_BACK)

    async def change_role(
        self,
        group_uuid: GroupUuid,
        *,
        by: UserUuid,
        person: UserUuid,
        role: Role,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Appended:
        """See the port. One transaction of two items."""
        asked = Asked(self._table, group_uuid, by, message_uuid, at)
        try:
            return await self._appender.run(ChangeRole(asked, person, role), after=None, look_back=_LOOK_BACK)
        except SaidAlready as said:
            return Appended(await self.get_entry(group_uuid, said.seq), is_new=False)

    async def revise(self, entry: Entry, *, earlier: Entry) -> Entry:
        """See the port. One conditional update of an entry that is there; before an edit, a put of what it said."""
        return await self._revisions.revise(entry, earlier)

    async def list_versions(self, group_uuid: GroupUuid, seq: Seq) -> list[Version]:
        """See the port. A strong GetItem, and for what was edited a strong Query."""
        return await self._revisions.list_versions(await self.get_entry(group_uuid, seq))

    async def react(self, group_uuid: GroupUuid, seq: Seq, *, user_uuid: UserUuid, emoji: str, is_given: bool) -> Entry:
        """See the port. One conditional update of a set in the entry; it is the same set in whatever order."""
        if not 0 < seq <= MAX_SEQ:
            raise MessageNotFound
        return await self._revisions.react(group_uuid, seq, Given(emoji, user_uuid), is_given=is_given)

    async def import_first(self, entry: Entry, group: Group) -> bool:
        """Begin a log with an entry of another store; False when it has begun already, however."""
        return await self._beginner.begin(group, entry)

    def heard(self, entry: Entry) -> None:
        """Take note of an entry that another host has stored: fewer refused writes, fresher reads."""
        if entry.rev == 0:
            self._heads.note(entry)
            self._appender.heard(entry)

    # --- reading

    async def get_entry(self, group_uuid: GroupUuid, seq: Seq) -> Entry:
        """See the port. One strong GetItem."""
        entry = await self._reader.entry(group_uuid, seq) if 0 < seq <= MAX_SEQ else None
        if entry is None:
            raise MessageNotFound
        return entry

    async def get_head(self, group_uuid: GroupUuid) -> Head:
        """See the port. One strong Query of one item."""
        newest = await self._reader.newest(group_uuid)
        if newest is None:
            raise GroupNotFound
        self._heads.note(newest)
        return Head(newest.seq, newest.created_at, newest.membership_seq)

    async def list_entries(
        self, group_uuid: GroupUuid, *, before: Seq | None = None, after: Seq | None = None, limit: int
    ) -> LogPage[Entry]:
        """See the port. Half price (eventually consistent); once more strongly where this host knows better."""
        page = await self._page(group_uuid, before, after, limit, is_strong=False)
        if self._is_stale(page, group_uuid, before, after, limit):
            page = await self._page(group_uuid, before, after, limit, is_strong=True)
        if page:
            self._heads.note(page[-1])
        has_newer = False
        if after is not None:
            page, has_newer = page[:limit], len(page) > limit
        elif before is not None:
            has_newer = bool(page) and page[-1].seq == before
            page = page[: len(page) - has_newer][-limit:]
        if not page:
            return LogPage([], None, None)
        older = page[0].seq if page[0].seq > 1 else None
        return LogPage(page, older, page[-1].seq if has_newer else None)

    async def find_seq_at(self, group_uuid: GroupUuid, at: Instant) -> Seq:
        """See the port. Time never runs backwards in a log: a binary search, 1 + log2(entries) reads."""
        newest = await self._reader.newest(group_uuid)
        if newest is None or newest.created_at < at:
            return Seq(newest.seq + 1 if newest else 1)
        low, high = 1, int(newest.seq)
        while low < high:
            middle = (low + high) // 2
            if (await self.get_entry(group_uuid, Seq(middle))).created_at < at:
                low = middle + 1
            else:
                high = middle
        return Seq(low)

    # --- parts of the above

    async def _page(
        self, group_uuid: GroupUuid, before: Seq | None, after: Seq | None, limit: int, *, is_strong: bool
    ) -> list[Entry]:
        """The entries asked for, oldest first without a hole, and one more that tells whether there are newer ones.

        That one is `before` itself, or the last one after `after`; the newest page has none.
        """
        if after is not None:
            low = Seq(max(after, 0) + 1)
            if low > MAX_SEQ:
                return []
            found = await self._reader.entries(group_uuid, low=low, high=MAX_SEQ, limit=limit + 1, is_strong=is_strong)
            return self._reader.contiguous(found, low)
        high, wanted = (MAX_SEQ, limit) if before is None else (Seq(min(before, MAX_SEQ)), limit + 1)
        found = await self._reader.entries(
            group_uuid, low=Seq(1), high=high, limit=wanted, is_newest_first=True, is_strong=is_strong
        )
        return found[::-1]

    def _is_stale(
        self, page: list[Entry], group_uuid: GroupUuid, before: Seq | None, after: Seq | None, limit: int
    ) -> bool:
        """Whether an eventually consistent page lacks what this host knows to exist."""
        known = self._heads.seq(group_uuid)
        if after is not None:
            return len(page) <= limit and (page[-1].seq if page else after) < known
        end = known if before is None else min(known, before)
        if not page:
            return before is None or before > 1  # a log that somebody asks for has an entry 1
        return page[-1].seq < end or page[-1].seq - page[0].seq != len(page) - 1

    async def _first_entry_of(self, group: Group, message_uuid: MessageUuid) -> Entry:
        entry = await self._reader.entry(group.uuid, Seq(1))
        if entry is None or (entry.user_uuid, entry.message_uuid) != (group.created_by, message_uuid):
            raise IdempotencyMismatch
        return entry
