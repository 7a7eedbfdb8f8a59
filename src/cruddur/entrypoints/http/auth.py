"""The relying party: where a browser's sign-in begins, ends, and is undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import structlog
from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from cruddur.domain.account import digest_of
from cruddur.domain.authorization import challenge_of
from cruddur.domain.instant import seconds_between
from cruddur.entrypoints.http.admission import check_same_origin
from cruddur.entrypoints.http.answers import JSON, Answer, encode
from cruddur.entrypoints.http.cookies import Attempt, Cookies, label_of
from cruddur.entrypoints.http.framework import AnswerApp
from cruddur.entrypoints.http.return_to import FRONT_PAGE, local_path
from cruddur.ports.clock import Clock, Random
from cruddur.ports.sessions import Sessions
from cruddur.ports.tokens import CodeRefused, IdentityProvider, TokenRefused
from cruddur.usecases.open_session import OpenSession

log = structlog.get_logger(__name__)

LOGIN, CALLBACK, LOGOUT = "/auth/login", "/auth/callback", "/auth/logout"

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_FIELD_MAX_CHARS = 2048

BrowserRequest = Request[Any, Any, Any]


def redirect_uri(public_url: str) -> str:
    """Return the one address that the provider may send a browser back to."""
    return public_url.rstrip("/") + CALLBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """Code with PKCE, state and nonce; the tokens never reach the browser.

    Attributes:
        public_url: the address that browsers use, without a slash at its end.
    """

    public_url: str
    provider: IdentityProvider
    open_session: OpenSession
    sessions: Sessions
    cookies: Cookies
    clock: Clock
    random: Random

    async def begin(self, request: BrowserRequest) -> Answer:
        """`GET /auth/login?return_to=/…`: off to the provider. `screen=sign-up` begins with making an account."""
        asked = request.query_params
        if self._is_another_loopback_name(request):
            return _moved(f"{self.public_url}{LOGIN}?{request.scope['query_string'].decode('ascii', 'replace')}")
        attempt = Attempt(
            state=self.random.token(),
            nonce=self.random.token(),
            code_verifier=self.random.token(48),
            return_to=local_path(asked.get("return_to", FRONT_PAGE)),
        )
        url = await self.provider.sign_in_url(
            redirect_uri=redirect_uri(self.public_url),
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=challenge_of(attempt.code_verifier),
            is_new=asked.get("screen") == "sign-up",
        )
        return _moved(url, *self.cookies.surplus(request.cookies), self.cookies.set_attempt(attempt))

    async def finish(self, request: BrowserRequest) -> Answer:
        """`GET /auth/callback?code=&state=`: a new session, and back to where sign-in began.

        Whatever is wrong (an old link, a code twice, another browser's) leads to the front page, signed out: a
        person can do nothing about it but begin again. A provider that does not answer is a 503.
        """
        code, state = (request.query_params.get(name, "") for name in ("code", "state"))
        attempt = self.cookies.attempt(request.cookies, state)
        if attempt is None or not 0 < len(code) <= _FIELD_MAX_CHARS:
            log.info("sign_in_refused", reason="error" if "error" in request.query_params else "attempt_unknown")
            return self._failed(state)
        old = self.cookies.session_secret(request.headers.get("cookie", "").encode("latin-1"))
        try:
            opened = await self.open_session(
                code=code,
                code_verifier=attempt.code_verifier,
                nonce=attempt.nonce,
                redirect_uri=redirect_uri(self.public_url),
                label=label_of(request.headers.get("user-agent", "")),
                replaces=digest_of(old) if old else None,
            )
        except (CodeRefused, TokenRefused) as refused:
            log.info("sign_in_refused", reason=refused.code)
            return self._failed(state)
        lasts_s = int(seconds_between(self.clock.now(), opened.session.expires_at))
        return _moved(
            self.public_url + local_path(attempt.return_to),
            self.cookies.clear_attempt(state),
            self.cookies.set_session(opened.secret, lasts_s=lasts_s),
        )

    async def end(self, request: BrowserRequest) -> Answer:
        """`POST /auth/logout`: the session is dead when this answers.

        A form is led on to sign out at the provider; a script is told where that is (`sign_out_url`, null where
        there is nothing to end).
        """
        headers = {name.encode("latin-1"): value.encode("latin-1") for name, value in request.headers.items()}
        origin = urlsplit(self.public_url)
        check_same_origin(headers, scheme=origin.scheme, origin=f"{origin.scheme}://{origin.netloc}".encode())
        secret = self.cookies.session_secret(headers.get(b"cookie"))
        id_token: str | None = None
        if secret:
            session = await self.sessions.find(digest_of(secret), now=self.clock.now())
            id_token = session.id_token if session else None
            await self.sessions.remove(digest_of(secret))
        url = await self.provider.sign_out_url(back_to=f"{self.public_url}/", id_token=id_token)
        if "text/html" in request.headers.get("accept", ""):
            return _moved(url or f"{self.public_url}/", self.cookies.clear_session())
        return Answer(200, [*JSON, _set_cookie(self.cookies.clear_session())], encode({"sign_out_url": url}))

    def _failed(self, state: str) -> Answer:
        return _moved(f"{self.public_url}/?sign_in=failed", *([self.cookies.clear_attempt(state)] if state else []))

    def _is_another_loopback_name(self, request: BrowserRequest) -> bool:
        """Say whether a browser on this machine came by another of its names.

        Cookies belong to a name, and the provider sends everybody to the public one: who began at `localhost`
        would come back to `127.0.0.1` without the cookie. So they begin anew there.
        """
        public = urlsplit(self.public_url)
        name = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        own = f"[{public.hostname}]" if ":" in (public.hostname or "") else public.hostname
        return own in _LOOPBACK and name in _LOOPBACK and name != own


def auth_routes(relying_party: RelyingParty) -> Sequence[HTTPRouteHandler]:
    """Return the routes of sign-in, to be mounted beside the API's."""

    async def begin(request: BrowserRequest) -> ASGIApp:
        return AnswerApp(await relying_party.begin(request))

    async def finish(request: BrowserRequest) -> ASGIApp:
        return AnswerApp(await relying_party.finish(request))

    async def end(request: BrowserRequest) -> ASGIApp:
        return AnswerApp(await relying_party.end(request))

    def route(method: Literal["GET", "POST"], path: str) -> HTTPRouteHandler:
        return HTTPRouteHandler(path, http_method=method, status_code=200, include_in_schema=False, name=path)

    return [route("GET", LOGIN)(begin), route("GET", CALLBACK)(finish), route("POST", LOGOUT)(end)]


def _moved(url: str, *cookies: str) -> Answer:
    """Return a redirect that is followed with GET and not remembered, and sets cookies on the way."""
    return Answer(303, [(b"location", url.encode("latin-1")), *map(_set_cookie, cookies)], b"")


def _set_cookie(value: str) -> tuple[bytes, bytes]:
    return (b"set-cookie", value.encode("latin-1"))
