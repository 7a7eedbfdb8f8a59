"""The thin transport: signed JSON over kept-alive HTTP/1.1 connections, standard library only.

Beside aiobotocore it costs a fifth of the CPU per call and nothing at import. It takes credentials
from its caller and knows no profiles, no proxies and no instance metadata: where those are wanted,
`aiobotocore_client` serves.
"""

import asyncio
import contextlib
import json
import ssl
import zlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from cruddur.adapters.dynamodb.client import STREAMS, Answer, Retrying, failure, lost
from cruddur.adapters.dynamodb.signature import Credentials, Signer
from cruddur.domain.errors import Unavailable
from cruddur.domain.instant import Instant

_VERSION = "20120810"
_IDLE_S = 15.0
_UNHURRIED_S = 30.0


class _Connection(NamedTuple):
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    idle_since: float = 0.0


class SignedClient:
    """A client of one region or one endpoint, for the life of the process.

    Args:
        url: `http://127.0.0.1:8000` of an emulator; None for AWS itself.
        credentials: asked before every request (they may be rotated).
        now: the wall clock, for the signature.
        answer_s: how long one try may take, connecting included.
        connections: at most this many at a time.
    """

    def __init__(
        self,
        *,
        url: str | None,
        region: str,
        credentials: Callable[[], Credentials],
        now: Callable[[], Instant],
        answer_s: float,
        connections: int = 64,
    ) -> None:
        self._credentials, self._now, self._answer_s = credentials, now, answer_s
        places = asyncio.Semaphore(connections)
        tables = _Endpoint(url or f"https://dynamodb.{region}.amazonaws.com", region, places)
        streams = _Endpoint(url or f"https://streams.dynamodb.{region}.amazonaws.com", region, places)
        self._endpoints = {False: tables, True: streams}

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `client.Client.call`."""
        is_stream = operation in STREAMS
        endpoint = self._endpoints[is_stream]
        body = json.dumps(params, ensure_ascii=False, separators=(",", ":")).encode()
        target = f"{'DynamoDBStreams' if is_stream else 'DynamoDB'}_{_VERSION}.{operation}"
        request = endpoint.request(self._credentials(), target, body, _amz_date(self._now()))
        try:
            async with asyncio.timeout(_UNHURRIED_S if operation in Retrying.UNHURRIED else self._answer_s):
                status, answered = await endpoint.exchange(operation, request)
        except TimeoutError:
            raise lost(operation) from None
        return _understood(operation, status, answered)

    async def close(self) -> None:
        """Close idle connections."""
        for endpoint in self._endpoints.values():
            endpoint.close()


class _Endpoint:
    """One host's connections."""

    def __init__(self, url: str, region: str, places: asyncio.Semaphore) -> None:
        parts = urlsplit(url)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self._signer = Signer(parts.netloc, region)
        self._places = places
        self._idle: list[_Connection] = []

    def request(self, credentials: Credentials, target: str, body: bytes, amz_date: str) -> bytes:
        """Return a whole signed request."""
        headers = self._signer.headers(credentials, target, body, amz_date)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"POST / HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body

    async def exchange(self, operation: str, request: bytes) -> tuple[int, bytes]:
        """Send a request and return (status, body).

        Raises:
            Unavailable, OutcomeUnknown: see `client.lost`; a request that never left is Unavailable.
        """
        async with self._places:
            connection = await self._connection()
            answered = False
            try:
                connection.writer.write(request)
                await connection.writer.drain()
                status, headers, body = await _read_answer(connection.reader)
                answered = headers.get("connection", "").lower() != "close"
            except (OSError, EOFError, ValueError):
                raise lost(operation) from None
            finally:
                if answered:
                    now = asyncio.get_running_loop().time()
                    self._idle.append(connection._replace(idle_since=now))
                else:  # broken, or given up with an answer on its way: nobody may read that by mistake
                    connection.writer.transport.abort()
        return status, body

    async def _connection(self) -> _Connection:
        oldest = asyncio.get_running_loop().time() - _IDLE_S
        while self._idle:
            connection = self._idle.pop()
            if connection.idle_since > oldest and not connection.reader.at_eof():
                return connection
            connection.writer.transport.abort()
        try:
            return _Connection(*await asyncio.open_connection(self._host, self._port, ssl=self._tls))
        except OSError:
            raise Unavailable from None

    def close(self) -> None:
        while self._idle:
            with contextlib.suppress(OSError, RuntimeError):
                self._idle.pop().writer.close()


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ", 2)[1])
    headers: dict[str, str] = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _read_chunks(reader)
    else:
        raise ValueError("an answer without a length")
    checksum = headers.get("x-amz-crc32")
    if checksum is not None and int(checksum) != zlib.crc32(body):
        raise ValueError("a damaged answer")
    return status, headers, body


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":  # trailers
        pass
    return bytes(body)


def _understood(operation: str, status: int, body: bytes) -> Answer:
    try:
        answer: Any = json.loads(body) if body else {}
    except ValueError:
        raise lost(operation) from None  # a proxy's page
    if status == 200:
        return answer
    details = cast("Mapping[str, Any]", answer if isinstance(answer, dict) else {})
    code = str(details.get("__type", "")).rpartition("#")[2]
    message = str(details.get("message") or details.get("Message") or "")
    raise failure(operation, status, code, message, details)


def _amz_date(instant: Instant) -> str:
    return f"{instant[:4]}{instant[5:7]}{instant[8:13]}{instant[14:16]}{instant[17:19]}Z"
