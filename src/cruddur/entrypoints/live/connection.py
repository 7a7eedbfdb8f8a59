"""One open socket: what waits to be sent to it, and when it has to be closed."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from cruddur.domain.ids import UserUuid
from cruddur.entrypoints.live import frames

WAITING_MAX_FRAMES = 1000
WAITING_MAX_CHARS = 512 * 1024
"""What may wait for a slow reader. Beyond, it is dropped: it finds everything in the log."""

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Connection:
    """Frames go out in the order in which they were pushed. Nothing here waits for the network.

    A task exists only while something waits to be sent, so an idle socket costs none.

    Attributes:
        check_at: loop time at which the sweep looks at it again.
        beat_at: loop time of its next heartbeat.
        watched: people whose presence it is told.
    """

    __slots__ = (
        "_chars",
        "_close_code",
        "_loop",
        "_send",
        "_sending",
        "_waiting",
        "beat_at",
        "check_at",
        "user_uuid",
        "watched",
    )

    def __init__(self, user_uuid: UserUuid, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self.user_uuid = user_uuid
        self.check_at = 0.0
        self.beat_at = 0.0
        self.watched: frozenset[UserUuid] = frozenset()
        self._send = send
        self._loop = loop
        self._waiting: deque[str] | None = None
        self._chars = 0
        self._sending: asyncio.Task[None] | None = None
        self._close_code: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is sent, or will be."""
        return self._close_code is not None

    def push(self, frame: str) -> None:
        """Send a frame as soon as the reader takes it; close the socket when too much waits."""
        if self._close_code is not None:
            return
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(frame)
        self._chars += len(frame)
        if len(self._waiting) > WAITING_MAX_FRAMES or self._chars > WAITING_MAX_CHARS:
            self.close(frames.SLOW)
        elif self._sending is None:
            self._sending = self._loop.create_task(self._drain())

    def close(self, code: int) -> None:
        """Drop what waits and close. The first code counts."""
        if self._close_code is not None:
            return
        self._close_code = code
        if self._waiting is not None:
            self._waiting.clear()
        if self._sending is None:
            self._sending = self._loop.create_task(self._drain())
        elif code == frames.SLOW:
            self._sending.cancel()  # it waits for a reader that does not read
            self._sending = self._loop.create_task(self._drain())

    def gone(self) -> None:
        """The other side has closed, or the connection broke: forget what waits."""
        self._close_code = self._close_code or 1006
        if self._waiting is not None:
            self._waiting.clear()
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    async def _drain(self) -> None:
        try:
            while self._waiting:
                frame = self._waiting.popleft()
                self._chars -= len(frame)
                await self._send({"type": "websocket.send", "text": frame})
            if self._close_code is not None:
                await self._send({"type": "websocket.close", "code": self._close_code})
        except (OSError, RuntimeError):  # it was closed meanwhile: the receiving side hears of it
            self._close_code = self._close_code or 1006
        finally:
            if self._sending is asyncio.current_task():
                self._waiting = None
                self._chars = 0
                self._sending = None
