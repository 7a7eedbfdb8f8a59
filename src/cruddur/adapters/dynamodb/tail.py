"""What a host remembers of the logs it appends to: heads, members, and a ring of recent entries.

Nothing here is a promise; the conditional write decides. A tail that is behind costs a refused
write, one that is gone costs two reads.
"""

import asyncio
from collections import OrderedDict, deque
from typing import NamedTuple

from cruddur.domain.entry import Entry, Head
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.ports.message_log import WINDOW

RING = WINDOW + 200
"""Entries remembered of an active group; more than a retry is looked for in."""

_MOST_TAILS = 20_000
_MOST_REMEMBERED = 300_000
_MOST_HEADS = 100_000

Sender = tuple[UserUuid, MessageUuid]
"""The identity of a send within its group."""


class Remembered(NamedTuple):
    """What is kept of an entry: never its text."""

    seq: Seq
    user_uuid: UserUuid
    message_uuid: MessageUuid
    created_at: Instant
    membership_seq: Seq


class Tail:
    """One group, as this host knows it. Changed only by whoever holds `turn`.

    Attributes:
        turn: one append at a time and group; first come, first served.
        group: META as of `group.membership_seq`; None while cold.
    """

    __slots__ = ("_by_sender", "_ring", "group", "turn")

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.group: Group | None = None
        self._ring: deque[Remembered] = deque()
        self._by_sender: dict[Sender, Seq] = {}

    @property
    def is_cold(self) -> bool:
        """Whether the log's end has to be read first."""
        return self.group is None or not self._ring

    @property
    def head(self) -> Head:
        """The newest entry known. Not of a cold tail."""
        newest = self._ring[-1]
        return Head(newest.seq, newest.created_at, newest.membership_seq)

    @property
    def lowest_seq(self) -> Seq:
        """The oldest entry remembered; every later one up to the head is remembered too."""
        return self._ring[0].seq

    def __len__(self) -> int:
        return len(self._ring)

    def find(self, sender: Sender) -> Seq | None:
        """Return the seq under which this send is remembered."""
        return self._by_sender.get(sender)

    def begin(self, newest: Entry, group: Group) -> None:
        """Start over from the newest entry and the group's META."""
        self.forget()
        self.group = group
        self._ring.append(_remembered(newest))
        self._by_sender[newest.user_uuid, newest.message_uuid] = newest.seq

    def forget(self) -> None:
        """Become cold."""
        self.group = None
        self._ring.clear()
        self._by_sender.clear()

    def add(self, entry: Entry) -> bool:
        """Remember the entry after the head. Another one is passed over: the ring has no holes."""
        if entry.seq != self._ring[-1].seq + 1:
            return False
        self._ring.append(_remembered(entry))
        self._by_sender[entry.user_uuid, entry.message_uuid] = entry.seq
        return True

    def add_older(self, entries: list[Entry]) -> None:
        """Remember entries that end right below the lowest one, oldest first."""
        for entry in reversed(entries):
            if entry.seq == self._ring[0].seq - 1:
                self._ring.appendleft(_remembered(entry))
                self._by_sender[entry.user_uuid, entry.message_uuid] = entry.seq

    def trim(self) -> int:
        """Forget what is beyond the ring's length; only between sends. Return how many."""
        dropped = 0
        while len(self._ring) > RING:
            oldest = self._ring.popleft()
            self._by_sender.pop((oldest.user_uuid, oldest.message_uuid), None)
            dropped += 1
        return dropped


class Tails:
    """All groups this host appends to; the ones unused for longest are forgotten first."""

    def __init__(self) -> None:
        self._tails: OrderedDict[GroupUuid, Tail] = OrderedDict()
        self._remembered = 0

    def of(self, group_uuid: GroupUuid) -> Tail:
        """Return the group's tail, cold at first."""
        tail = self._tails.get(group_uuid)
        if tail is None:
            tail = self._tails[group_uuid] = Tail()
        self._tails.move_to_end(group_uuid)
        return tail

    def find(self, group_uuid: GroupUuid) -> Tail | None:
        """Return the group's tail where there is one."""
        return self._tails.get(group_uuid)

    def settle(self, before: int, after: int) -> None:
        """Take note that a turn changed how much is remembered, and forget idle groups."""
        self._remembered += after - before
        while len(self._tails) > 1 and (len(self._tails) > _MOST_TAILS or self._remembered > _MOST_REMEMBERED):
            group_uuid, tail = next(iter(self._tails.items()))
            if tail.turn.locked():
                self._tails.move_to_end(group_uuid)  # in use: not idle at all
                return
            self._remembered -= len(tail)
            del self._tails[group_uuid]


class Heads:
    """The newest head this host has appended, heard of or served, per group; bounded."""

    def __init__(self) -> None:
        self._heads: OrderedDict[GroupUuid, Head] = OrderedDict()

    def find(self, group_uuid: GroupUuid) -> Head | None:
        """Return the newest known head."""
        return self._heads.get(group_uuid)

    def seq(self, group_uuid: GroupUuid) -> Seq:
        """Return the newest known seq, 0 when nothing is known."""
        head = self._heads.get(group_uuid)
        return head.seq if head else Seq(0)

    def note(self, entry: Entry) -> None:
        """Take note of an entry that exists."""
        known = self._heads.get(entry.message_group_uuid)
        if known is None or known.seq < entry.seq:
            self._heads[entry.message_group_uuid] = Head(entry.seq, entry.created_at, entry.membership_seq)
        self._heads.move_to_end(entry.message_group_uuid)
        if len(self._heads) > _MOST_HEADS:
            self._heads.popitem(last=False)


def _remembered(entry: Entry) -> Remembered:
    return Remembered(entry.seq, entry.user_uuid, entry.message_uuid, entry.created_at, entry.membership_seq)
