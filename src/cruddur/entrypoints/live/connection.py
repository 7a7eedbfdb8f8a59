"""One open socket: what waits to be sent to it, and when it has to be closed."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from cruddur.domain.ids import UserUuid
from cruddur.entrypoints.live import frames

WAITING_MAX_FRAMES = 1000
WAITING_MAX_BYTES = 512 * 1024
"""What may wait for a slow reader. Beyond, it is dropped: it finds everything in the log."""

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

WRITE = "cruddur.write"
"""The ASGI extension of a server that takes whole frames: a function that writes bytes and says whether it could
without waiting. Where a server has none, frames go out one by one through `send`."""

Write = Callable[[frames.Frame], bool]


class Connection:
    """Frames go out in the order in which they were pushed. Nothing here waits for the network.

    What comes in one turn of the loop goes out as one write at the end of it. A task exists only while
    the reader is slow, so an idle socket costs none.

    Attributes:
        check_at: loop time at which the sweep looks at it again.
        beat_at: loop time of its next heartbeat.
        watched: people whose presence it is told.
    """

    __slots__ = (
        "_bytes",
        "_close_code",
        "_is_flushing",
        "_loop",
        "_send",
        "_sending",
        "_waiting",
        "_write",
        "beat_at",
        "check_at",
        "user_uuid",
        "watched",
    )

    def __init__(
        self, user_uuid: UserUuid, send: Send, loop: asyncio.AbstractEventLoop, write: Write | None = None
    ) -> None:
        """
        Args:
            write: see `WRITE`.
        """
        self.user_uuid = user_uuid
        self.check_at = 0.0
        self.beat_at = 0.0
        self.watched: frozenset[UserUuid] = frozenset()
        self._send = send
        self._write = write
        self._loop = loop
        self._waiting: deque[frames.Frame] | None = None
        self._bytes = 0
        self._is_flushing = False
        self._sending: asyncio.Task[None] | None = None
        self._close_code: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is sent, or will be."""
        return self._close_code is not None

    def push(self, frame: frames.Frame) -> None:
        """Send a frame as soon as the reader takes it; close the socket when too much waits."""
        if self._close_code is not None:
            return
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(frame)
        self._bytes += len(frame)
        if len(self._waiting) > WAITING_MAX_FRAMES or self._bytes > WAITING_MAX_BYTES:
            self.close(frames.SLOW)
        elif self._sending is None and not self._is_flushing:
            if self._write is None:
                self._sending = self._loop.create_task(self._drain())
            else:
                self._is_flushing = True
                self._loop.call_soon(self._flush, self._write)

    def _flush(self, write: Write) -> None:
        """Write what this turn brought, at once; where that cannot be, wait for the reader in a task."""
        self._is_flushing = False
        if not self._waiting or self._sending is not None:
            return
        if write(b"".join(self._waiting)):
            self._waiting = None
            self._bytes = 0
        else:
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
                self._bytes -= len(frame)
                await self._send({"type": "websocket.send", "text": frames.text_of(frame)})
            if self._close_code is not None:
                await self._send({"type": "websocket.close", "code": self._close_code})
        except (OSError, RuntimeError):  # it was closed meanwhile: the receiving side hears of it
            self._close_code = self._close_code or 1006
        finally:
            if self._sending is asyncio.current_task():
                self._waiting = None
                self._bytes = 0
                self._sending = None
