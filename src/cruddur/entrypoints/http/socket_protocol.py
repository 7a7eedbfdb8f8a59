"""uvicorn's WebSocket protocol, with a way for frames that are made already."""

from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

WRITE = "cruddur.write"
"""The ASGI extension by which the live door finds `write`. It has the same name for it."""


class SocketProtocol(WebSocketsSansIOProtocol):
    """Takes whole frames beside ASGI's messages.

    A message costs uvicorn a coroutine, a frame object and a join, each time anew for each of the sockets
    that it goes to; that is more than the system call that sends it.
    """

    def handle_connect(self, event: Request) -> None:
        """Offer `write` in the scope, before the application runs."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions = cast("dict[str, Any]", self.scope.get("extensions", {}))
            extensions[WRITE] = {"write": self.write}

    def write(self, frames: bytes) -> bool:
        """Write whole frames if that can be done without waiting, and say whether it was."""
        if self.close_sent or self.disconnected or not self.handshake_complete or not self.writable.is_set():
            return False
        self.transport.write(frames)
        return True
