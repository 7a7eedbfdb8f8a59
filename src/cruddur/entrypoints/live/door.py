"""`WS /api/live`: the handshake, what clients say, heartbeats, and the end of a socket.

A plain ASGI application: the server's process keeps one task for each socket, which waits for the
client, and one sweep for all of them.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

import msgspec
import structlog

from cruddur.domain.errors import Refusal, Unavailable
from cruddur.domain.event import Event, Typing
from cruddur.domain.ids import MAX_SEQ, GroupUuid, Seq, UserUuid, is_uuid
from cruddur.domain.instant import Instant
from cruddur.entrypoints.live import frames
from cruddur.entrypoints.live.attendance import Attendance
from cruddur.entrypoints.live.connection import WRITE, Connection, Write
from cruddur.entrypoints.live.hub import Hub
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.presence import Presence
from cruddur.ports.users import Users
from cruddur.usecases.mark_read import MarkRead

log = structlog.get_logger(__name__)

HEARTBEAT_S = 25.0
CHECK_S = 3.0
"""How often a socket's credentials are looked at again: closed within 5 s of expiry or removal."""

PRESENCE_TOUCH_S = 20.0
WATCHED_MAX = 100
SAID_PER_S = 20.0
SAID_BURST = 60.0
TYPING_EVERY_S = 1.5

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Admitted(Protocol):
    """Who opened a socket."""

    @property
    def user_uuid(self) -> UserUuid:
        """The person."""
        ...

    @property
    def expires_at(self) -> Instant:
        """When session or token ends."""
        ...


class Admit(Protocol):
    """Decides over a handshake. Given by whoever composes the doors."""

    async def __call__(self, scope: Mapping[str, Any]) -> Admitted:
        """Return the caller.

        Raises:
            Refusal: with code `cross_site` for a foreign origin, anything else for bad credentials.
            Unavailable: it cannot be known now.
        """
        ...

    async def again(self, scope: Mapping[str, Any]) -> Admitted:
        """Return the caller of an open socket, whose handshake's headers are in `scope`.

        Raises:
            Refusal: session or token has ended.
            Unavailable: it cannot be known now.
        """
        ...


class LiveDoor:
    """The ASGI application of the socket, and the sweep that looks after all of them."""

    def __init__(
        self,
        *,
        hub: Hub,
        admit: Admit,
        bus: Bus,
        presence: Presence,
        groups: Groups,
        inbox: Inbox,
        users: Users,
        mark_read: MarkRead,
        clock: Clock,
        random: Random,
    ) -> None:
        self.hub = hub
        self._admit = admit
        self._bus = bus
        self._presence = presence
        self._groups = groups
        self._inbox = inbox
        self._mark_read = mark_read
        self._clock = clock
        self._random = random
        self._scopes: dict[Connection, Mapping[str, Any]] = {}
        self._attendance = Attendance(hub=hub, bus=bus, presence=presence, users=users)
        self._is_closing = False

    # --- one socket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket from handshake to close."""
        await receive()  # websocket.connect
        try:
            if self._is_closing:
                raise Unavailable
            admitted = await self._admit(scope)
        except Refusal as refusal:
            await _refuse(scope, send, refusal)
            return
        loop = asyncio.get_running_loop()
        connection = Connection(admitted.user_uuid, send, loop, _write(scope))
        connection.check_at = loop.time() + CHECK_S * (0.5 + self._random.fraction() / 2)
        connection.beat_at = loop.time() + HEARTBEAT_S * self._random.fraction()
        await send({"type": "websocket.accept"})
        connection.push(frames.hello(connection.user_uuid, HEARTBEAT_S))
        self._scopes[connection] = _kept(scope)
        try:
            await self._arrive(connection)
            await self._listen(connection, receive)
        finally:
            connection.gone()
            del self._scopes[connection]
            if self.hub.remove(connection) and not self._is_closing:
                self._attendance.left(connection.user_uuid)

    async def _arrive(self, connection: Connection) -> None:
        user_uuid = connection.user_uuid
        is_first = self.hub.add(connection)
        with contextlib.suppress(Unavailable):
            await self._attendance.arrived(user_uuid, is_first=is_first)
            page = await self._inbox.list_inbox(user_uuid, cursor=None, limit=WATCHED_MAX)
            self.hub.watch(connection, {row.peer_uuid for row in page.items if row.peer_uuid})
            for person in await self._presence.find_present(connection.watched):
                connection.push(frames.presence(person, is_present=True))

    async def _listen(self, connection: Connection, receive: Receive) -> None:
        budget = _Budget(asyncio.get_running_loop().time)
        typed_at: dict[str, float] = {}
        while (said := await receive())["type"] != "websocket.disconnect":
            if connection.is_closed:
                continue  # what was under way while the close was
            text = said.get("text") or said.get("bytes") or b""
            if len(text) > frames.FRAME_MAX_BYTES or not budget.take():
                connection.close(frames.TOO_MUCH)
                continue
            try:
                await self._heed(connection, frames.parse(text), typed_at)
            except msgspec.MsgspecError:
                connection.close(frames.UNREADABLE)
            except Refusal as refusal:  # a group that is not theirs: as if it had not been said
                log.debug("frame_refused", reason=refusal.code)

    async def _heed(self, connection: Connection, said: frames.Said, typed_at: dict[str, float]) -> None:
        match said:
            case frames.TypingSaid(group):
                now = asyncio.get_running_loop().time()
                if now - typed_at.get(group, -TYPING_EVERY_S) < TYPING_EVERY_S or not is_uuid(group):
                    return
                typed_at.clear()  # a person writes in one place at a time
                typed_at[group] = now
                if connection.user_uuid in (await self._groups.get_group(GroupUuid(group))).members:
                    self._bus.publish(Typing(GroupUuid(group), connection.user_uuid))
            case frames.ReadSaid(group, seq):
                if is_uuid(group) and 0 <= seq <= MAX_SEQ:
                    await self._mark_read(
                        reader_uuid=connection.user_uuid, message_group_uuid=GroupUuid(group), seq=Seq(seq)
                    )
            case frames.PongSaid():
                pass

    # --- all sockets

    async def run(self) -> None:
        """Follow the bus, beat, look at credentials again, and renew presence, until cancelled."""
        loop = asyncio.get_running_loop()
        unsubscribe = self._bus.subscribe(self._receive)
        touched_at = loop.time()
        try:
            while True:
                await asyncio.sleep(1.0)
                now = loop.time()
                for connection, scope in tuple(self._scopes.items()):
                    if connection.beat_at <= now:
                        connection.beat_at = now + HEARTBEAT_S
                        connection.push(frames.HEARTBEAT)
                    if connection.check_at <= now:
                        connection.check_at = now + CHECK_S
                        await self._check(connection, scope)
                if now - touched_at >= PRESENCE_TOUCH_S:
                    touched_at = now
                    await self._attendance.renew()
        finally:
            unsubscribe()

    def _receive(self, event: Event) -> None:
        self.hub.receive(event)
        self._attendance.heed(event)

    async def _check(self, connection: Connection, scope: Mapping[str, Any]) -> None:
        try:
            admitted = await self._admit.again(scope)
            if admitted.expires_at <= self._clock.now():
                connection.close(frames.EXPIRED)
        except Unavailable:
            pass  # nothing is known against it
        except Refusal:
            connection.close(frames.EXPIRED)

    async def close(self) -> None:
        """Tell every client to come back elsewhere, or here in a moment."""
        self._is_closing = True
        self._attendance.close()
        for connection in self.hub.connections():
            connection.close(frames.GOING_AWAY)
        await asyncio.sleep(0)


class _Budget:
    """How many frames a client may still say: SAID_PER_S, with a burst."""

    __slots__ = ("_left", "_now", "_since")

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._since = now()
        self._left = SAID_BURST

    def take(self) -> bool:
        now = self._now()
        self._left = min(SAID_BURST, self._left + (now - self._since) * SAID_PER_S)
        self._since = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True


def _write(scope: Scope) -> Write | None:
    """Return the server's way for whole frames, where it has one."""
    return scope.get("extensions", {}).get(WRITE, {}).get("write")


def _kept(scope: Scope) -> Mapping[str, Any]:
    """What a later look at the credentials needs of a handshake, and no more: sockets live long."""
    wanted = (b"authorization", b"cookie", b"origin", b"host")
    return {
        "type": "websocket",
        "scheme": scope.get("scheme", "ws"),
        "headers": [pair for pair in scope["headers"] if pair[0] in wanted],
    }


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    """Answer a handshake with a status instead of a socket; browsers then ask for their session."""
    status = 503 if isinstance(refusal, Unavailable) else 403 if refusal.code == "cross_site" else 401
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": frames.REFUSED})
        return
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    if isinstance(refusal, Unavailable):
        headers.append((b"retry-after", b"%d" % max(1, round(refusal.retry_after_s))))
    body = msgspec.json.encode({"status": status, "errors": [refusal.code]})
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})
