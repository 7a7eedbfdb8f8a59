"""A lean HTTP/1.1 client: one connection, one request at a time, every answer bounded in time."""

import asyncio
import re
import ssl
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import msgspec

PATIENCE_S = 4.0
"""How long an answer is waited for; then the outcome is unknown, and the connection is given up."""

_HEAD_END = b"\r\n\r\n"
_LINK = re.compile(r"<([^>]*)>;\s*rel=\"(\w+)\"")


class NoAnswer(Exception):
    """The connection broke, or nothing came in time. Whatever was asked for may have happened."""


class Target(NamedTuple):
    """Where a deployment is, and the way there, which may lead through a proxy.

    Attributes:
        url: as browsers have it, without a path.
        address: where to connect to.
    """

    url: str
    address: tuple[str, int]

    @classmethod
    def of(cls, url: str) -> "Target":
        """Return the target of an address without a way around."""
        parts = urlsplit(url)
        assert parts.hostname is not None, url
        return cls(f"{parts.scheme}://{parts.netloc}", (parts.hostname, parts.port or _default_port(parts.scheme)))

    @property
    def host(self) -> str:
        """The value of the Host header."""
        return urlsplit(self.url).netloc

    @property
    def tls(self) -> tuple[ssl.SSLContext | None, str | None]:
        """The context and the name to check, None for plain HTTP."""
        parts = urlsplit(self.url)
        return (ssl.create_default_context(), parts.hostname) if parts.scheme == "https" else (None, None)


class Response(NamedTuple):
    """A whole answer."""

    status: int
    head: str
    body: bytes

    def json(self) -> Any:
        """Return the decoded body, None where it is no JSON."""
        try:
            return msgspec.json.decode(self.body)
        except msgspec.MsgspecError:
            return None

    def links(self) -> dict[str, str]:
        """Return where the Link header leads, by relation."""
        found = re.search(r"^link: *(.*)$", self.head, re.IGNORECASE | re.MULTILINE)
        return {relation: address for address, relation in _LINK.findall(found[1])} if found else {}


class Connection:
    """Connects when it has to; after `NoAnswer` the next request begins with a new connection."""

    def __init__(self, target: Target, token: str) -> None:
        self._target = target
        self._token = token
        self._wire: _Wire | None = None

    async def ask(self, method: str, path: str, body: object = None) -> Response:
        """Send a request and return its answer.

        Raises:
            NoAnswer: see there.
        """
        content = b"" if body is None else msgspec.json.encode(body)
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._target.host}\r\nAuthorization: Bearer {self._token}\r\n"
            f"Content-Length: {len(content)}\r\n" + ("Content-Type: application/json\r\n" if content else "") + "\r\n"
        )
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await (await self._connected()).ask(head.encode() + content)
        except (OSError, TimeoutError, ValueError) as error:
            self.close()
            raise NoAnswer from error
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        """Drop the connection."""
        if self._wire is not None:
            self._wire.drop()
            self._wire = None

    async def _connected(self) -> "_Wire":
        if self._wire is None or self._wire.is_lost:
            context, name = self._target.tls
            host, port = self._target.address
            loop = asyncio.get_running_loop()
            _, self._wire = await loop.create_connection(_Wire, host, port, ssl=context, server_hostname=name)
        return self._wire


class _Wire(asyncio.Protocol):
    """Bytes of one connection."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._received = bytearray()
        self._waiting: asyncio.Future[Response] | None = None
        self.is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is one, but does not say so

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio.BaseProtocol has it
        self.is_lost = True
        self._fail(ConnectionResetError("closed before the answer was whole"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        at = self._received.find(_HEAD_END)
        if at < 0:
            return
        head = self._received[:at].decode("latin-1")
        found = re.search(r"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
        end = at + len(_HEAD_END) + (int(found[1]) if found else 0)
        if len(self._received) < end:
            return
        body = bytes(self._received[at + len(_HEAD_END) : end])
        del self._received[:end]
        status = int(head[9:12]) if head[9:12].isdigit() else 0
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(Response(status, head, body))

    async def ask(self, request: bytes) -> Response:
        if self.is_lost or self._transport is None:
            raise ConnectionResetError("closed meanwhile")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def drop(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80
