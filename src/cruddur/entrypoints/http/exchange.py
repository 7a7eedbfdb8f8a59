"""One request and its response: having it done, and sending what came of it."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import PurePath
from typing import Any

import structlog

from cruddur.domain.errors import Refusal
from cruddur.entrypoints.http import body, problems
from cruddur.entrypoints.http.admission import admitted, check_same_origin
from cruddur.entrypoints.http.answers import Answer, Headers
from cruddur.entrypoints.http.caller import Caller
from cruddur.entrypoints.http.operations import Api, Asked, Operation, Private, Public
from cruddur.entrypoints.http.problems import RequestInvalid

log = structlog.get_logger("cruddur.http")

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LINGERING = frozenset((408, 413))
LINGER_S = 2.0
LINGER_BYTES = 16 * 1024 * 1024


class Exchange:
    """What is known of a request while it is answered.

    Attributes:
        headers: by lower-case name; several of one name are joined, cookies by "; ", others by ", ".
        request_id: the caller's, if it is a decent one, else ours.
        caller: once known.
        route: the path with its variable parts unnamed, for logs; never the path itself.
        status: of the response, 0 until there is one.
    """

    __slots__ = ("caller", "headers", "receive", "request_id", "route", "scope", "status")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope = scope
        self.receive = receive
        self.headers = headers_of(scope)
        self.request_id = b""
        self.caller: Caller | None = None
        self.route = "unmatched"
        self.status = 0


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """Return a scope's headers by name, repeated ones joined as RFC 9110 has it."""
    raw: list[tuple[bytes, bytes]] = scope["headers"]
    headers = dict(raw)
    if len(headers) != len(raw):
        headers.clear()
        for name, value in raw:
            joint = b"; " if name == b"cookie" else b", "
            headers[name] = headers[name] + joint + value if name in headers else value
    return headers


async def performed(
    api: Api, operation: Operation, exchange: Exchange, place: str, inner: str = "", innermost: str = ""
) -> Answer:
    """Return the answer to a request for an operation, whatever happens on the way.

    Args:
        place, inner, innermost: the variable parts of the path, as they came.
    """
    exchange.route = operation.path
    try:
        return await _perform(api, operation, exchange, (place, inner, innermost))
    except Refusal as refusal:
        return problems.refused(refusal)
    except Exception as unexpected:  # noqa: BLE001 - the door's last line: everything becomes an answer and a log event
        log_unexpected(unexpected, exchange)
        return problems.unexpected(exchange.request_id.decode())


async def _perform(api: Api, operation: Operation, exchange: Exchange, parts: tuple[str, str, str]) -> Answer:
    headers, scope = exchange.headers, exchange.scope
    body.check_length(headers)
    if isinstance(operation, Public):
        return await operation.handle(api)
    assert isinstance(operation, Private)
    client = scope.get("client")
    caller = await admitted(api.authenticate, api.limits, headers, client[0] if client else "")
    exchange.caller = caller
    query: bytes = scope["query_string"]
    content = b""
    if operation.is_write:
        if caller.via == "cookie":
            check_same_origin(headers, scheme=scope["scheme"], origin=api.origin)
        if query:
            raise RequestInvalid("unknown_parameter")
        if operation.body is not None:
            content = await body.read_json(headers, exchange.receive)
    return await operation.handle(api, Asked(caller, *parts, query, content))


def whole(answer: Answer, rest: Headers) -> Headers:
    """Return all headers of a response: the answer's, its length, the rest."""
    if answer.status in (204, 304):
        return [*answer.headers, *rest]
    return [*answer.headers, (b"content-length", b"%d" % len(answer.body)), *rest]


async def deliver(answer: Answer, envelope: Headers, exchange: Exchange, send: Send) -> None:
    """Send a whole response: head and body in one turn of the loop, which uvloop writes as one.

    Args:
        envelope: what every response carries, and `answer` does not set itself.
    """
    exchange.status = answer.status
    headers = whole(answer, [*envelope, (b"x-request-id", exchange.request_id)])
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if answer.status in LINGERING:
        await send({"type": "http.response.body", "body": answer.body, "more_body": True})
        await linger(exchange.receive)
        await send({"type": "http.response.body", "body": b""})
    else:
        await send({"type": "http.response.body", "body": answer.body})


async def linger(receive: Receive) -> None:
    """Take what is still coming of a refused body, for a while, and throw it away.

    The connection is closed after the answer; closing it on a sender who is still at it would reset
    it, and the answer be lost on the way.
    """
    taken = 0
    try:
        async with asyncio.timeout(LINGER_S):
            while taken < LINGER_BYTES:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
                taken += len(message.get("body", b""))
    except TimeoutError:
        return


def log_unexpected(error: BaseException, exchange: Exchange) -> None:
    """Log where an unexpected error came from.

    What an exception says of itself is left out, since it may quote a message, a token or an
    address: class names, places in the code and the engines' own error codes are enough to find it.
    """
    chain: list[dict[str, object]] = []
    link: BaseException | None = error
    while link is not None and len(chain) < 8:
        frames = traceback.extract_tb(link.__traceback__)
        chain.append(
            {
                "error": f"{type(link).__module__}.{type(link).__qualname__}",
                "error_code": _engine_code(link),
                "frames": [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames[-20:]],
            }
        )
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    log.error("request_failed", request_id=exchange.request_id.decode(), route=exchange.route, traceback=chain)


def _engine_code(error: BaseException) -> str | None:
    """Return what an engine calls its error (SQLITE_FULL, an SQLSTATE, an errno), None where it does not."""
    for name in ("sqlite_errorname", "sqlstate", "errno"):
        code = getattr(error, name, None)
        if code is not None:
            return str(code)
    return None
