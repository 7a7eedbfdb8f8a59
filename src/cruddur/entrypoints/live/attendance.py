"""Who is here: what a first socket, a last one, and a person's wish not to be seen mean to others."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from cruddur.domain.errors import Unavailable
from cruddur.domain.event import Event, HostsHeardAgain, PersonChanged, PresenceChanged
from cruddur.domain.ids import UserUuid
from cruddur.entrypoints.live.hub import Hub
from cruddur.ports.bus import Bus
from cruddur.ports.presence import Presence
from cruddur.ports.users import Users

AWAY_AFTER_S = 5.0
"""A person whose last socket closed is away after this long, unless another one opens (a reload)."""

SETTLED_AFTER_S = 3.0
"""By when every host has said again who is here, once they can hear each other again."""


class Attendance:
    """Tells the bus and the store of presence. A failure shows nobody, and disturbs nobody."""

    def __init__(self, *, hub: Hub, bus: Bus, presence: Presence, users: Users) -> None:
        self._hub = hub
        self._bus = bus
        self._presence = presence
        self._users = users
        self._leaving: dict[UserUuid, asyncio.Task[None]] = {}
        self._unseen: set[UserUuid] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def arrived(self, user_uuid: UserUuid, *, is_first: bool) -> None:
        """A socket has opened; `is_first` of the person's on this host.

        Raises:
            Unavailable: a store does not answer; nobody is told.
        """
        if leaving := self._leaving.pop(user_uuid, None):
            leaving.cancel()
            is_first = False
        user = (await self._users.find_by_uuids((user_uuid,))).get(user_uuid)
        is_shown = user is not None and user.shows_presence
        await self._show(user_uuid, is_shown=is_shown, is_news=is_first and is_shown)

    def left(self, user_uuid: UserUuid) -> None:
        """The person's last socket on this host has closed."""
        self._leaving[user_uuid] = asyncio.get_running_loop().create_task(self._leave(user_uuid))

    def heed(self, event: Event) -> None:
        """Follow a person's wish to be seen or not, wherever it was said; speak again after a silence. Never waits."""
        if isinstance(event, PersonChanged) and self._hub.has(event.user_uuid):
            is_news = event.shows_presence == (event.user_uuid in self._unseen)
            self._start(self._show(event.user_uuid, is_shown=event.shows_presence, is_news=is_news))
        elif isinstance(event, HostsHeardAgain):
            self._start(self._speak_again())

    async def renew(self) -> None:
        """Say once more who is here: what was said before fades."""
        with contextlib.suppress(Unavailable):
            await self._presence.touch(self._shown())

    def close(self) -> None:
        """Forget who was about to leave: everybody comes back elsewhere."""
        for task in (*self._leaving.values(), *self._tasks):
            task.cancel()

    def _shown(self) -> list[UserUuid]:
        """Everybody who is here and may be seen."""
        return [person for person in self._hub.people() if person not in self._unseen]

    async def _speak_again(self) -> None:
        """Say who is here, to a store that may have forgotten and to hosts that did not hear who came.

        Who left another host meanwhile was not heard of either: who is nowhere once all have spoken is away.
        """
        await self.renew()
        for person in self._shown():
            self._bus.publish(PresenceChanged(person, is_present=True))
        await asyncio.sleep(SETTLED_AFTER_S)
        watched = self._hub.watched()
        for person in set(watched) - await self._presence.find_present(watched):
            self._hub.receive(PresenceChanged(person, is_present=False))

    async def _show(self, user_uuid: UserUuid, *, is_shown: bool, is_news: bool) -> None:
        if is_shown:
            self._unseen.discard(user_uuid)
            await self._presence.touch((user_uuid,))
        else:
            self._unseen.add(user_uuid)
            await self._presence.leave(user_uuid)
        if is_news:
            self._bus.publish(PresenceChanged(user_uuid, is_present=is_shown))

    async def _leave(self, user_uuid: UserUuid) -> None:
        await asyncio.sleep(AWAY_AFTER_S)
        del self._leaving[user_uuid]
        self._unseen.discard(user_uuid)
        with contextlib.suppress(Unavailable):
            if await self._presence.leave(user_uuid):
                self._bus.publish(PresenceChanged(user_uuid, is_present=False))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_suppressing(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _suppressing(work: Coroutine[Any, Any, None]) -> None:
    with contextlib.suppress(Unavailable):
        await work
