"""Brings events to the sockets of this host.

Everything that can be answered from memory is done on the turn of the event loop in which the
event came, which is right after the commit. What has to be looked up first is done in a task;
frames may then overtake each other, which clients are made for: they order by seq.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from cruddur.domain.entry import Entry, Kind
from cruddur.domain.errors import Refusal
from cruddur.domain.event import (
    EntryStored,
    Event,
    HostsHeardAgain,
    PersonChanged,
    PresenceChanged,
    Reacted,
    ReadMarkMoved,
    RowChanged,
    Typing,
)
from cruddur.domain.group import Member
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry
from cruddur.entrypoints.live import frames
from cruddur.entrypoints.live.connection import Connection
from cruddur.ports.groups import Groups

log = structlog.get_logger(__name__)

_GROUPS_REMEMBERED = 20_000


class Present(Protocol):
    """Makes the JSON that the lists carry; bytes at once when every name in it is known."""

    def entry(self, entry: Entry) -> bytes | Awaitable[bytes]:
        """Return the object of the list of messages."""
        ...

    def row(self, row: InboxEntry) -> bytes | Awaitable[bytes]:
        """Return the object of the list of groups."""
        ...


@dataclass(slots=True)
class Delivered:
    """What this host's sockets were given since the start, for the metrics."""

    frame_count: int = 0
    slow_count: int = 0


class Hub:
    """The sockets of this host, by person."""

    def __init__(self, *, groups: Groups, present: Present, loop: asyncio.AbstractEventLoop) -> None:
        self._groups = groups
        self._present = present
        self._loop = loop
        self._sockets: dict[UserUuid, set[Connection]] = {}
        self._watchers: dict[UserUuid, set[Connection]] = {}
        self._members: OrderedDict[GroupUuid, tuple[Seq, Mapping[UserUuid, Member]]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self.delivered = Delivered()

    # --- sockets come and go

    def add(self, connection: Connection) -> bool:
        """Take a socket in; return whether it is the person's first one here."""
        sockets = self._sockets.setdefault(connection.user_uuid, set())
        sockets.add(connection)
        return len(sockets) == 1

    def remove(self, connection: Connection) -> bool:
        """Let a socket go; return whether it was the person's last one here."""
        self.watch(connection, ())
        sockets = self._sockets.get(connection.user_uuid)
        if sockets is None or connection not in sockets:
            return False
        sockets.remove(connection)
        if sockets:
            return False
        del self._sockets[connection.user_uuid]
        return True

    def watch(self, connection: Connection, people: Iterable[UserUuid]) -> None:
        """Tell this socket of the presence of exactly these people from now on."""
        for person in connection.watched:
            watchers = self._watchers[person]
            watchers.discard(connection)
            if not watchers:
                del self._watchers[person]
        connection.watched = frozenset(people)
        for person in connection.watched:
            self._watchers.setdefault(person, set()).add(connection)

    def connections(self) -> list[Connection]:
        """Return every socket."""
        return [connection for sockets in self._sockets.values() for connection in sockets]

    def has(self, user_uuid: UserUuid) -> bool:
        """Say whether a person has a socket here."""
        return user_uuid in self._sockets

    def people(self) -> list[UserUuid]:
        """Return everybody with a socket here."""
        return list(self._sockets)

    def watched(self) -> list[UserUuid]:
        """Return everybody whose presence some socket here is told."""
        return list(self._watchers)

    async def drain(self) -> None:
        """Wait for what is on its way to the sockets' queues."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- events

    def receive(self, event: Event) -> None:
        """Bring one event to the sockets it concerns. Never waits; the bus calls it."""
        if not self._sockets:
            return
        match event:
            case EntryStored(entry):
                self._to_members(
                    entry.message_group_uuid,
                    entry.membership_seq,
                    lambda here: self._entry_stored(entry, here),
                    about=entry.seq if entry.rev else None,
                )
            case Reacted(entry):
                self._to_members(
                    entry.message_group_uuid,
                    entry.membership_seq,
                    lambda here: self._reacted(entry, here),
                    about=entry.seq,
                )
            case RowChanged(row):
                if sockets := self._sockets.get(row.user_uuid):
                    self._once_presented(
                        self._present.row(row),
                        lambda made: self._push(sockets, frames.inbox(row.message_group_uuid, made)),
                    )
            case ReadMarkMoved(group_uuid, user_uuid, _, is_shown):
                if is_shown:
                    self._to_members(group_uuid, Seq(0), lambda here: self._push(here, frames.read(event)))
                else:
                    self._push(self._sockets.get(user_uuid, ()), frames.read(event))
            case Typing(group_uuid, user_uuid):
                frame = frames.typing(group_uuid, user_uuid)
                self._to_members(
                    group_uuid,
                    Seq(0),
                    lambda here: self._push([one for one in here if one.user_uuid != user_uuid], frame),
                )
            case PresenceChanged(user_uuid, is_present):
                self._push(self._watchers.get(user_uuid, ()), frames.presence(user_uuid, is_present=is_present))
            case PersonChanged(user_uuid):
                concerned = {*self._sockets.get(user_uuid, ()), *self._watchers.get(user_uuid, ())}
                self._push(concerned, frames.person(event))
            case HostsHeardAgain():
                pass  # said by itself no socket needs to know it

    def _entry_stored(self, entry: Entry, here: list[Connection]) -> None:
        if entry.kind == Kind.LEFT and entry.rev == 0:
            for person in entry.subject_uuids:
                self._push(self._sockets.get(person, ()), frames.removed(entry.message_group_uuid))
        if here:
            self._once_presented(
                self._present.entry(entry),
                lambda made: self._push(
                    here, frames.message(entry.message_group_uuid, made, is_revision=entry.rev > 0)
                ),
            )

    def _reacted(self, entry: Entry, here: list[Connection]) -> None:
        if here:
            self._once_presented(
                self._present.entry(entry),
                lambda made: self._push(here, frames.reacted(entry.message_group_uuid, made)),
            )

    def _push(self, sockets: Iterable[Connection], frame: frames.Frame) -> None:
        for connection in tuple(sockets):
            was_closed = connection.is_closed
            connection.push(frame)
            self.delivered.frame_count += 1
            if connection.is_closed and not was_closed:
                self.delivered.slow_count += 1

    # --- who is in a group

    def _to_members(
        self,
        group_uuid: GroupUuid,
        not_before: Seq,
        deliver: Callable[[list[Connection]], None],
        *,
        about: Seq | None = None,
    ) -> None:
        """Call `deliver` with the members' sockets, at once if the members are known.

        Args:
            about: an older entry, which is not there for whoever came later without what was said before.
        """
        known = self._members.get(group_uuid)
        if known is not None and known[0] >= not_before:
            deliver(self._sockets_of(known[1], about))
        else:
            self._start(self._look_up_members(group_uuid, not_before, deliver, about))

    async def _look_up_members(
        self, group_uuid: GroupUuid, not_before: Seq, deliver: Callable[[list[Connection]], None], about: Seq | None
    ) -> None:
        group = await self._groups.get_group(group_uuid, not_before=not_before)
        self._members[group_uuid] = (group.membership_seq, group.members)
        if len(self._members) > _GROUPS_REMEMBERED:
            self._members.popitem(last=False)
        deliver(self._sockets_of(group.members, about))

    def _sockets_of(self, members: Mapping[UserUuid, Member], about: Seq | None) -> list[Connection]:
        told = members if about is None else [one for one, place in members.items() if place.reads_from_seq <= about]
        return [connection for member in told for connection in self._sockets.get(member, ())]

    # --- what cannot be done at once

    def _once_presented(self, made: bytes | Awaitable[bytes], push: Callable[[bytes], None]) -> None:
        if isinstance(made, bytes):
            push(made)
        else:
            self._start(_then(made, push))

    def _start(self, work: "asyncio.Future[None] | Awaitable[None]") -> None:
        task = self._loop.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _then(made: Awaitable[bytes], push: Callable[[bytes], None]) -> None:
    push(await made)


async def _logged(work: Awaitable[None]) -> None:
    try:
        await work
    except Refusal as refusal:  # a lost push is found in the log
        log.info("push_lost", reason=refusal.code)
