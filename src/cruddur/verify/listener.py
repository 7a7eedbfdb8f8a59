"""A client that listens: a live socket, opened again whenever it ends."""

import asyncio
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from cruddur.verify import api
from cruddur.verify.api import Person
from cruddur.verify.connection import PATIENCE_S, Target
from cruddur.verify.dice import Dice
from cruddur.verify.history import Frame, History, SocketLife

_ENTRIES = frozenset(("message", "edited"))


class Listener:
    """Follows one person's events and writes down every entry that comes."""

    def __init__(self, person: Person, target: Target, history: History, dice: Dice) -> None:
        self._person = person
        self._target = target
        self._history = history
        self._dice = dice

    async def run(self) -> None:
        """Listen until cancelled, over one socket after the other."""
        while True:
            try:
                await self._one_socket()
            except (OSError, TimeoutError, WebSocketException):
                await asyncio.sleep(self._dice.between(0.05, 0.3))

    async def _one_socket(self) -> None:
        context, name = self._target.tls
        host, port = self._target.address
        tls: dict[str, Any] = {"ssl": context, "server_hostname": name} if context else {}
        address = f"{'wss' if context else 'ws'}://{self._target.host}/api/live"
        async with connect(
            address,
            host=host,
            port=port,
            additional_headers={"Authorization": f"Bearer {self._person.token}"},
            compression=None,
            proxy=None,
            open_timeout=PATIENCE_S,
            close_timeout=0.2,
            ping_interval=None,
            **tls,
        ) as socket:
            async with asyncio.timeout(PATIENCE_S):
                await socket.recv()  # hello: from here on, everything is delivered
            await self._follow(socket)

    async def _follow(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        life = SocketLife(self._person.uuid, loop.time())
        self._history.sockets.append(life)
        ends_s = life.opened_s + self._dice.between(5.0, 60.0)
        try:
            async with asyncio.timeout_at(ends_s):
                async for text in socket:
                    self._take(life, msgspec.json.decode(text))
        except TimeoutError:
            pass  # a random cut of the client's own
        finally:
            life.closed_s = loop.time()

    def _take(self, life: SocketLife, frame: dict[str, Any]) -> None:
        if frame["type"] in _ENTRIES:
            now_s = asyncio.get_running_loop().time()
            life.frames.append(Frame(now_s, frame["message_group_uuid"], api.seen(frame)))
