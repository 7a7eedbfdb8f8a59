"""People, remembered in this process in front of any directory."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Iterable, Mapping

from cruddur.domain.event import Event, HostsHeardAgain, PersonChanged
from cruddur.domain.ids import UserUuid
from cruddur.domain.user import User
from cruddur.ports.clock import Clock
from cruddur.ports.users import Users

MAX_USERS = 20_000
"""People remembered: about 12 MB."""
STALE_S = 2.0
"""How old a memory may be: so long another host's rename may stay unseen here."""


class CachedUsers:
    """See `ports.users.Users`. What this process writes it sees at once; what others write, within 2 s.

    Many who ask for one person at a time cause one read. Only people are remembered, never that there is
    none, so somebody new is found at once. A read that began before a write here is not kept.
    """

    def __init__(self, users: Users, clock: Clock, *, max_users: int = MAX_USERS, stale_s: float = STALE_S) -> None:
        self._users = users
        self._clock = clock
        self._max_users = max_users
        self._stale_s = stale_s
        self._by_uuid: OrderedDict[UserUuid, tuple[float, User]] = OrderedDict()
        self._by_handle: dict[str, UserUuid] = {}
        self._by_sub: dict[str, UserUuid] = {}
        self._reading: dict[UserUuid, asyncio.Future[User | None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._writes = 0

    def known(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User] | None:
        """Return the people if every one of them is remembered, else None. No I/O: for every live frame."""
        found: dict[UserUuid, User] = {}
        for uuid in user_uuids:
            user = self._known(uuid)
            if user is None:
                return None
            found[uuid] = user
        return found

    async def find_by_uuids(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User]:
        """See `Users`."""
        found: dict[UserUuid, User] = {}
        missing: list[UserUuid] = []
        oldest_s = self._clock.monotonic_s() - self._stale_s
        for uuid in user_uuids:
            known = self._by_uuid.get(uuid)
            if known is not None and known[0] > oldest_s:
                found[uuid] = known[1]
            else:
                missing.append(uuid)
        if missing:
            found.update(await self._read(missing))
        return found

    async def find_by_handle(self, handle: str) -> User | None:
        """See `Users`."""
        known = self._known(self._by_handle.get(handle))
        if known is not None and known.handle == handle:
            return known
        begun_s, writes = self._clock.monotonic_s(), self._writes
        return self._keep(await self._users.find_by_handle(handle), begun_s, writes)

    async def find_by_sub(self, cognito_user_id: str) -> User | None:
        """See `Users`."""
        known = self._known(self._by_sub.get(cognito_user_id))
        if known is not None and known.cognito_user_id == cognito_user_id:
            return known
        begun_s, writes = self._clock.monotonic_s(), self._writes
        return self._keep(await self._users.find_by_sub(cognito_user_id), begun_s, writes)

    async def find_by_email(self, email: str) -> User | None:
        """See `Users`. Asked once per person, at the first sign-in: not remembered."""
        return await self._users.find_by_email(email)

    async def search(self, text: str, *, limit: int) -> list[User]:
        """See `Users`. Not remembered."""
        return await self._users.search(text, limit=limit)

    async def add(self, user: User) -> User:
        """See `Users`."""
        return await self._write(user.uuid, self._users.add(user))

    async def link_sub(self, user_uuid: UserUuid, cognito_user_id: str) -> User:
        """See `Users`."""
        return await self._write(user_uuid, self._users.link_sub(user_uuid, cognito_user_id))

    async def update(self, user: User) -> User:
        """See `Users`."""
        return await self._write(user.uuid, self._users.update(user))

    def heard(self, event: Event) -> None:
        """Drop a person who was changed on another host, as the bus tells; all of them when it was silent."""
        if isinstance(event, PersonChanged):
            self._writes += 1
            self._drop(event.user_uuid)
        elif isinstance(event, HostsHeardAgain):
            self._writes += 1
            for user_uuid in tuple(self._by_uuid):
                self._drop(user_uuid)

    def _known(self, user_uuid: UserUuid | None) -> User | None:
        if user_uuid is None:
            return None
        known = self._by_uuid.get(user_uuid)
        if known is None or known[0] <= self._clock.monotonic_s() - self._stale_s:
            return None
        return known[1]

    async def _read(self, user_uuids: list[UserUuid]) -> dict[UserUuid, User]:
        """Read people from the directory; whoever is being read already is waited for."""
        mine: dict[UserUuid, asyncio.Future[User | None]] = {}
        theirs: dict[UserUuid, asyncio.Future[User | None]] = {}
        loop = asyncio.get_running_loop()
        for uuid in user_uuids:
            running = self._reading.get(uuid)
            if running is not None:
                theirs[uuid] = running
            elif uuid not in mine:
                mine[uuid] = self._reading[uuid] = loop.create_future()
        if mine:  # a task of its own: whoever asked first may be cancelled, the others wait on
            task = loop.create_task(self._fill(mine))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        users = {uuid: await asyncio.shield(future) for uuid, future in (mine | theirs).items()}
        return {uuid: user for uuid, user in users.items() if user is not None}

    async def _fill(self, wanted: "dict[UserUuid, asyncio.Future[User | None]]") -> None:
        begun_s, writes = self._clock.monotonic_s(), self._writes
        try:
            found = await self._users.find_by_uuids(list(wanted))
        except Exception as error:  # noqa: BLE001 - belongs to those who wait
            for future in wanted.values():
                future.set_exception(error)
                future.exception()  # seen: those who wait raise it, and sometimes nobody does
        else:
            for uuid, future in wanted.items():
                future.set_result(self._keep(found.get(uuid), begun_s, writes))
        finally:
            for uuid in wanted:
                del self._reading[uuid]

    async def _write(self, user_uuid: UserUuid, write: Awaitable[User]) -> User:
        """Write, and let no read that began before it end be kept."""
        self._writes += 1
        try:
            user = await write
        finally:
            self._writes += 1
            self._drop(user_uuid)
        return self._keep(user, self._clock.monotonic_s(), self._writes) or user

    def _keep(self, user: User | None, begun_s: float, writes: int) -> User | None:
        """Remember a person as of `begun_s`, unless something was written since."""
        if user is None or writes != self._writes:
            return user
        self._drop(user.uuid)
        self._by_uuid[user.uuid] = (begun_s, user)
        self._by_handle[user.handle] = user.uuid
        if user.cognito_user_id is not None:
            self._by_sub[user.cognito_user_id] = user.uuid
        while len(self._by_uuid) > self._max_users:
            self._drop(next(iter(self._by_uuid)))
        return user

    def _drop(self, user_uuid: UserUuid) -> None:
        known = self._by_uuid.pop(user_uuid, None)
        if known is None:
            return
        user = known[1]
        if self._by_handle.get(user.handle) == user_uuid:
            del self._by_handle[user.handle]
        if user.cognito_user_id is not None and self._by_sub.get(user.cognito_user_id) == user_uuid:
            del self._by_sub[user.cognito_user_id]
