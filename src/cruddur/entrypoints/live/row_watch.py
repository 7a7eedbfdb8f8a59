"""Rows that another process moves, seen on their way: where a Lambda is the projector, nobody says that a row has moved.

A Lambda stands on no bus. So whenever an entry is stored, the rows of those members who have a socket here are looked at
a little later, and again until they have arrived; then their sockets hear of it. Nobody here, nothing read. Messages that
follow one another closely are one look.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from cruddur.domain.entry import Entry
from cruddur.domain.errors import GroupNotFound, Unavailable
from cruddur.domain.event import EntryStored, Event, RowChanged
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.entrypoints.live.hub import Hub
from cruddur.ports.bus import Bus
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox

LOOKS_S = (0.3, 0.3, 0.6, 1.2, 2.4, 5.0, 10.0)
"""Pauses before each look. A row that has not arrived by then, 20 s later, shows when somebody looks."""

ForgetUnread = Callable[[Collection[UserUuid]], Awaitable[None]]


class RowWatch:
    """Follows the entries that the bus tells of into the rows of who is here."""

    def __init__(
        self,
        *,
        hub: Hub,
        bus: Bus,
        groups: Groups,
        inbox: Inbox,
        forget: ForgetUnread,
        looks_s: tuple[float, ...] = LOOKS_S,
    ) -> None:
        """Args:
        forget: has people's unread sums counted anew; called before they hear that a row has moved.
        """
        self._hub, self._bus, self._groups, self._inbox = hub, bus, groups, inbox
        self._forget, self._looks_s = forget, looks_s
        self._newest: dict[GroupUuid, Entry] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Watch until cancelled."""
        unsubscribe = self._bus.subscribe(self._receive)
        try:
            await asyncio.Event().wait()
        finally:
            unsubscribe()
            for task in self._tasks:
                task.cancel()

    def _receive(self, event: Event) -> None:
        if not isinstance(event, EntryStored) or not self._hub.people():
            return
        group_uuid = event.entry.message_group_uuid
        followed = self._newest.get(group_uuid)
        if followed is None or (event.entry.seq, event.entry.rev) > (followed.seq, followed.rev):
            self._newest[group_uuid] = event.entry
        if followed is None:
            task = asyncio.create_task(self._follow(group_uuid))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _follow(self, group_uuid: GroupUuid) -> None:
        told: dict[UserUuid, tuple[int, int]] = {}
        try:
            for pause_s in self._looks_s:
                await asyncio.sleep(pause_s)
                wanted = self._newest[group_uuid]
                try:
                    have_all = await self._look(wanted, told)
                except Unavailable:
                    continue
                if have_all and self._newest[group_uuid] is wanted:
                    return
        except GroupNotFound:
            return
        finally:
            del self._newest[group_uuid]

    async def _look(self, wanted: Entry, told: dict[UserUuid, tuple[int, int]]) -> bool:
        """Tell of the rows that have moved; say whether all of those here have."""
        group = await self._groups.get_group(wanted.message_group_uuid, not_before=wanted.membership_seq)
        have_all = True
        for person in group.members:
            if not self._hub.has(person):
                continue
            row = await self._inbox.find_row(person, wanted.message_group_uuid)
            if row is None:
                continue
            place = (row.last_seq, row.last_rev)
            have_all = have_all and place >= (wanted.seq, wanted.rev)
            if place > told.get(person, (wanted.seq, wanted.rev - 1)):
                told[person] = place
                await self._forget((person,))
                self._hub.receive(RowChanged(row))
        return have_all
