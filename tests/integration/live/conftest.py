"""A live door on a real socket, over the in-memory engine, with three people and two conversations."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from cruddur import bootstrap, settings
from cruddur.domain.errors import Refusal
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.domain.instant import Instant, shifted
from cruddur.domain.user import User
from cruddur.entrypoints.http.live_present import LivePresent
from cruddur.entrypoints.live.door import LiveDoor
from cruddur.entrypoints.live.hub import Hub


class Caller(NamedTuple):
    """Who a socket belongs to, as far as the door asks."""

    user_uuid: UserUuid
    expires_at: Instant


class NotLetIn(Refusal):
    """No such caller."""

    code = "unauthenticated"


@dataclass
class Live:
    """The running door and what tests need around it."""

    engines: bootstrap.Engines
    verbs: bootstrap.UseCases
    hub: Hub
    door: LiveDoor
    url: str = ""
    people: dict[str, User] = field(default_factory=dict[str, User])
    callers: dict[str, Caller] = field(default_factory=dict[str, Caller])

    async def __call__(self, scope: Mapping[str, Any]) -> Caller:
        """Let in whoever names a caller in Authorization."""
        name = dict(scope["headers"]).get(b"authorization", b"").decode()
        if name not in self.callers:
            raise NotLetIn
        return self.callers[name]

    again = __call__

    @contextlib.asynccontextmanager
    async def socket(self, handle: str) -> AsyncGenerator["Socket"]:
        """Open a socket as this person and read its hello."""
        async with connect(
            self.url, additional_headers={"Authorization": handle}, compression=None, close_timeout=0.2
        ) as opened:
            socket = Socket(opened)
            assert (await socket.next("hello"))["user_uuid"] == self.people[handle].uuid
            yield socket

    async def send(self, sender: str, text: str, *, to: str) -> GroupUuid:
        """Send a message through the verb, as the other doors do."""
        appended = await self.verbs.message_person(
            sender_uuid=self.people[sender].uuid, handle=to, message=text, retry_key=None
        )
        return appended.entry.message_group_uuid


class Socket:
    """A client that reads frames by their type."""

    def __init__(self, opened: ClientConnection) -> None:
        self.opened = opened

    async def next(self, kind: str) -> dict[str, Any]:
        """Return the next frame of this kind, passing over others; fail when none comes."""
        async with asyncio.timeout(5):
            while True:
                frame: dict[str, Any] = json.loads(await self.opened.recv())
                if frame["type"] == kind:
                    return frame

    async def say(self, **frame: object) -> None:
        """Send one frame."""
        await self.opened.send(json.dumps(frame))

    async def kinds_until(self, kind: str) -> list[str]:
        """Return the kinds of all frames up to the first of this kind."""
        seen: list[str] = []
        async with asyncio.timeout(5):
            while not seen or seen[-1] != kind:
                seen.append(json.loads(await self.opened.recv())["type"])
        return seen

    async def closed_with(self) -> int | None:
        """Wait for the end and return its code."""
        async with asyncio.timeout(10):
            await self.opened.wait_closed()
        return self.opened.close_code


@pytest.fixture
async def live() -> AsyncGenerator[Live]:
    """Andrew, Bayko and Londo; sockets on a free port."""
    async with bootstrap.open_engines(settings.load({}), in_memory=True) as engines:
        verbs = bootstrap.use_cases(
            log=engines.log,
            groups=engines.groups,
            inbox=engines.inbox,
            users=engines.users,
            sessions=engines.sessions,
            search=engines.search,
            bus=engines.bus,
            clock=engines.clock,
            random=engines.random,
        )
        hub = Hub(groups=engines.groups, present=LivePresent(engines.users), loop=asyncio.get_running_loop())
        running = Live(engines, verbs, hub, door=None)  # pyright: ignore[reportArgumentType] - set below: it admits through `running`
        running.door = LiveDoor(
            hub=hub,
            admit=running,
            bus=engines.bus,
            presence=engines.presence,
            groups=engines.groups,
            inbox=engines.inbox,
            users=engines.users,
            mark_read=verbs.mark_read,
            clock=engines.clock,
            random=engines.random,
        )
        for handle in ("andrewbrown", "bayko", "londo"):
            now = engines.clock.now()
            user = await engines.users.add(User(engines.random.user_uuid(), handle, handle.title(), None, None, now))
            running.people[handle] = user
            running.callers[handle] = Caller(user.uuid, shifted(now, seconds=3600))
        async with _served(running):
            yield running


@contextlib.asynccontextmanager
async def _served(running: Live) -> AsyncGenerator[None]:
    server = uvicorn.Server(
        uvicorn.Config(running.door, port=0, ws="websockets-sansio", lifespan="off", log_config=None)
    )
    serving = asyncio.create_task(server.serve())
    sweeping = asyncio.create_task(running.door.run())
    while not server.started:
        await asyncio.sleep(0.001)
    running.url = f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api/live"
    try:
        yield
    finally:
        await running.door.close()
        sweeping.cancel()
        server.should_exit = True
        await serving
