"""The whole door: one ASGI application of the API, sign-in's routes, the live socket and the web client."""

import itertools
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from litestar.types import ControllerRouterHandler

from cruddur.bootstrap import UseCases
from cruddur.entrypoints.http import hot, openapi, problems, routes
from cruddur.entrypoints.http.answers import Headers
from cruddur.entrypoints.http.body import timely
from cruddur.entrypoints.http.caller import Authenticate
from cruddur.entrypoints.http.envelope import Envelope, envelope
from cruddur.entrypoints.http.exchange import (
    LINGERING,
    Exchange,
    Message,
    Receive,
    Scope,
    Send,
    deliver,
    linger,
    log_unexpected,
    performed,
)
from cruddur.entrypoints.http.framework import EXCHANGE, framework
from cruddur.entrypoints.http.operations import Api
from cruddur.entrypoints.http.problems import HostInvalid, PathNotFound
from cruddur.entrypoints.http.rates import Limits
from cruddur.entrypoints.http.static import Static
from cruddur.ports.clock import Clock, Random

log = structlog.get_logger("cruddur.http")

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]

_HOST = re.compile(rb"(?:[0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_REQUEST_ID = re.compile(rb"[0-9A-Za-z._-]{1,64}")
_HOSTS_REMEMBERED = 64

SLOW_S = 1.0
"""A request that took longer is logged at `info` even if all went well."""


def create_app(
    usecases: UseCases,
    authenticate: Authenticate,
    *,
    limits: Limits,
    clock: Clock,
    random: Random,
    is_ready: Callable[[], Awaitable[bool]],
    public_url: str | None = None,
    bundle: Path | None = None,
    handlers: Sequence[ControllerRouterHandler] = (),
    prefixes: Sequence[str] = ("/auth", "/oidc"),
    live: AsgiApp | None = None,
    observe: Callable[[str, str, int, float], None] | None = None,
) -> AsgiApp:
    """Return the application. Nothing is shared with another one made by the same call.

    Args:
        limits: `rates.limits`, with the settings' numbers.
        is_ready: whether the stores answer; asked by /api/health/ready; must not raise.
        public_url: the address that browsers use, None when it is that of each request's Host.
        bundle: the folder of the built pages, `static.find_bundle()`.
        handlers: Litestar routes of sign-in; they may raise any `Refusal`.
        prefixes: where those routes lie: no page of the web client does.
        live: what takes WebSockets.
        observe: told of each request: method, route template, status (0: broken off), seconds.
    """
    origin, is_https = None, False
    if public_url is not None:
        parts = urlsplit(public_url)
        origin, is_https = f"{parts.scheme}://{parts.netloc}".encode(), parts.scheme == "https"
    api = Api(usecases=usecases, authenticate=authenticate, limits=limits, is_ready=is_ready, origin=origin)
    return Shell(
        api,
        framework(api, (*routes.OPERATIONS, openapi.GET_SCHEMA), handlers),
        Static(bundle),
        envelope(is_https=is_https),
        reserved=("/api", *prefixes),
        live=live,
        observe=observe,
        now_s=clock.monotonic_s,
        id_prefix=random.token(6),
    )


class Shell:
    """What is around every request: its id, its headers, its log event, and the last resort."""

    def __init__(
        self,
        api: Api,
        litestar: AsgiApp,
        static: Static,
        around: Envelope,
        *,
        reserved: Sequence[str],
        live: AsgiApp | None,
        observe: Callable[[str, str, int, float], None] | None,
        now_s: Callable[[], float],
        id_prefix: str,
    ) -> None:
        self._api = api
        self._litestar = litestar
        self._static = static
        self._around = around
        self._reserved = (*(f"{prefix}/" for prefix in reserved),)
        self._reserved_exactly = frozenset(reserved)
        self._live = live
        self._observe = observe
        self._now_s = now_s
        self._id_prefix = id_prefix.encode()
        self._count = itertools.count(1)
        self._hosts: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one connection's scope, as ASGI has it."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and self._live is not None:
            await self._live(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4404, "reason": ""})
        else:
            await self._litestar(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        began_s = self._now_s()
        method = scope["method"]
        if method == "HEAD":
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        exchange = Exchange(scope, receive)
        exchange.request_id = self._request_id(exchange.headers.get(b"x-request-id"))
        try:
            await self._answer(exchange, send)
        finally:
            took_s = self._now_s() - began_s
            if self._observe is not None:
                self._observe(method, exchange.route, exchange.status, took_s)
            _log_request(exchange, method, took_s)

    async def _answer(self, exchange: Exchange, send: Send) -> None:
        scope = exchange.scope
        path: str = scope["path"]
        host = exchange.headers.get(b"host")
        if host is not None and host not in self._hosts and not self._is_host(host):
            await deliver(problems.refused(HostInvalid()), self._around.api, exchange, send)
            return
        found = hot.find(scope["method"], path)
        if found is not None:
            answer = await performed(self._api, found[0], exchange, found[1])
            await deliver(answer, self._around.api, exchange, send)
        elif path.startswith(self._reserved) or path in self._reserved_exactly:
            await self._framework(exchange, send)
        else:
            exchange.route = "web"
            answer = self._static.answer(scope["method"], path, exchange.headers)
            await deliver(answer, self._around.besides(answer.headers), exchange, send)

    async def _framework(self, exchange: Exchange, send: Send) -> None:
        """Have Litestar answer, and complete its headers."""
        scope = exchange.scope
        path: str = scope["path"]
        if path.endswith("/") or "//" in path:
            await deliver(problems.refused(PathNotFound()), self._around.api, exchange, send)
            return
        scope = {**scope, EXCHANGE: exchange}
        try:
            await self._litestar(scope, timely(exchange.receive), self._completed(exchange, send))
        except Exception as unexpected:  # noqa: BLE001 - becomes an answer, or a broken connection, and a log event
            log_unexpected(unexpected, exchange)
            if exchange.status:
                raise RuntimeError("the response was cut short; see request_failed") from None
            answer = problems.unexpected(exchange.request_id.decode())
            await deliver(answer, self._around.api, exchange, send)
        if exchange.route == "unmatched":
            exchange.route = str(scope.get("path_template", "unmatched"))

    def _completed(self, exchange: Exchange, send: Send) -> Send:
        """Return a `send` that adds what every response carries, and closes gently where a body was refused."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                given: Headers = list(message.get("headers", ()))
                rest = [*self._around.besides(given), (b"x-request-id", exchange.request_id)]
                message = {**message, "headers": given + rest}
                await send(message)
            elif exchange.status in LINGERING and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await linger(exchange.receive)
                await send({"type": "http.response.body", "body": b""})
            else:
                await send(message)

        return complete

    def _request_id(self, given: bytes | None) -> bytes:
        if given is not None and _REQUEST_ID.fullmatch(given):
            return given
        return b"%b-%x" % (self._id_prefix, next(self._count))

    def _is_host(self, host: bytes) -> bool:
        if not _HOST.fullmatch(host):
            return False
        if len(self._hosts) < _HOSTS_REMEMBERED:
            self._hosts.add(host)
        return True


def _log_request(exchange: Exchange, method: str, took_s: float) -> None:
    """Log the request: at `debug` where all went well, so that the level `info` tells what is worth a look.

    The route is the template, never the path or the query; nothing of headers and bodies.
    """
    status, caller = exchange.status, exchange.caller
    if status >= 500 or not status:
        tell = log.warning
    elif status >= 400 or took_s >= SLOW_S:
        tell = log.info
    else:
        tell = log.debug
    tell(
        "http_request",
        method=method,
        route=exchange.route,
        status=status,
        took_ms=round(took_s * 1000, 3),
        request_id=exchange.request_id.decode(),
        user_uuid=caller.user_uuid if caller is not None else None,
    )


def _without_body(send: Send) -> Send:
    """Return a `send` for HEAD: the headers of a GET, and nothing after them."""

    async def headers_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
        await send(message)

    return headers_only
