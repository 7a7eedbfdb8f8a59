"""Who is calling: the seam between the routes and sign-in.

The routes read the two headers that can say who calls (`credentials_of`), ask `Authenticate`, and
know nothing else of sessions and tokens. Sign-in implements `Authenticate`, and knows no route.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple, Protocol

from cruddur.domain.errors import Refusal
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant


class Credentials(NamedTuple):
    """What a request says about its caller, as it came; a secret, never logged.

    Attributes:
        authorization: the Authorization header's value, None without one. Several are joined by
            ", ", which no scheme takes, so they are refused rather than chosen from.
        cookie: the Cookie header's value, None without one. Several are joined by "; ".
    """

    authorization: bytes | None
    cookie: bytes | None


class Caller(NamedTuple):
    """A person, and how they proved it.

    Attributes:
        via: "cookie" for a browser's session (its mutations need a same-origin mark), "bearer" for
            an access token.
        expires_at: when session or token ends; a request after it is refused.
        session_digest: of the browser's session; None for a bearer.
    """

    user_uuid: UserUuid
    via: Literal["cookie", "bearer"]
    expires_at: Instant
    session_digest: str | None = None


class Unauthenticated(Refusal):
    """No credentials, or not good ones.

    Attributes:
        token_refused: a bearer token was presented and is not accepted (RFC 6750: error="invalid_token").
    """

    code = "unauthenticated"

    def __init__(self, *, token_refused: bool = False) -> None:
        super().__init__()
        self.token_refused = token_refused


class Authenticate(Protocol):
    """Turns credentials into a caller. A bearer wins over a cookie; a bad bearer is not a cookie's."""

    def known(self, credentials: Credentials) -> Caller | None:
        """Return the caller whose credentials this process has verified and may still trust.

        Never waits and does no I/O: it is on the path of every request. None for everything else,
        bad credentials included; ask `__call__` then.
        """
        ...

    async def __call__(self, credentials: Credentials) -> Caller:
        """Verify the credentials and return the caller.

        Raises:
            Unauthenticated: none, or expired, forged, revoked, or of a person who is not in the directory.
            Unavailable: it cannot be known now (a store or the provider's keys do not answer): 503.
        """
        ...


def credentials_of(headers: Iterable[tuple[bytes, bytes]]) -> Credentials:
    """Return the credentials in a scope's raw headers (lower-case names, as ASGI has them)."""
    authorization: bytes | None = None
    cookie: bytes | None = None
    for name, value in headers:
        if name == b"authorization":
            authorization = value if authorization is None else authorization + b", " + value
        elif name == b"cookie":
            cookie = value if cookie is None else cookie + b"; " + value
    return Credentials(authorization, cookie)
