"""From credentials to a caller: the implementation of `caller.Authenticate`."""

from collections import OrderedDict
from collections.abc import Callable

from cruddur.domain.account import digest_of
from cruddur.domain.ids import UserUuid
from cruddur.domain.session import Session
from cruddur.entrypoints.http.caller import Caller, Credentials, Unauthenticated
from cruddur.entrypoints.http.cookies import Cookies
from cruddur.ports.clock import Clock
from cruddur.ports.sessions import Sessions
from cruddur.ports.tokens import AccessClaims, AccessTokens, IdentityProvider, TokenRefused
from cruddur.ports.users import Users
from cruddur.usecases.first_sign_in import FirstSignIn

MAX_PEOPLE = 20_000
"""Accounts of the provider whose person is remembered. A link is made once and never changed."""


class AuthenticateCaller:
    """See `caller.Authenticate`. A request whose credentials are known costs two look-ups and no waiting."""

    def __init__(
        self,
        *,
        access_tokens: AccessTokens,
        provider: IdentityProvider,
        first_sign_in: FirstSignIn,
        users: Users,
        sessions: Sessions,
        known_session: Callable[..., Session | None],
        cookies: Cookies,
        clock: Clock,
    ) -> None:
        """Make it.

        Args:
            known_session: `CachedSessions.known`.
        """
        self._access_tokens = access_tokens
        self._provider = provider
        self._first_sign_in = first_sign_in
        self._users = users
        self._sessions = sessions
        self._known_session = known_session
        self._cookies = cookies
        self._clock = clock
        self._people: OrderedDict[str, UserUuid] = OrderedDict()

    def known(self, credentials: Credentials) -> Caller | None:
        """See `Authenticate`."""
        if credentials.authorization is not None:
            token = bearer_of(credentials.authorization)
            claims = self._access_tokens.known(token) if token else None
            user_uuid = self._people.get(claims.sub) if claims else None
            return Caller(user_uuid, "bearer", claims.expires_at) if claims and user_uuid else None
        secret = self._cookies.session_secret(credentials.cookie)
        if not secret:
            return None
        session = self._known_session(digest_of(secret), now=self._clock.now())
        return _caller(session) if session else None

    async def __call__(self, credentials: Credentials) -> Caller:
        """See `Authenticate`."""
        if credentials.authorization is not None:
            return await self._by_token(credentials.authorization)
        secret = self._cookies.session_secret(credentials.cookie)
        if not secret:
            raise Unauthenticated
        session = await self._sessions.find(digest_of(secret), now=self._clock.now())
        if session is None:
            raise Unauthenticated
        return _caller(session)

    async def _by_token(self, authorization: bytes) -> Caller:
        token = bearer_of(authorization)
        if not token:
            raise Unauthenticated(token_refused=True)
        try:
            claims = await self._access_tokens.verify(token)
            user_uuid = await self._person(token, claims)
        except TokenRefused:
            raise Unauthenticated(token_refused=True) from None
        self._people[claims.sub] = user_uuid
        if len(self._people) > MAX_PEOPLE:
            self._people.popitem(last=False)
        return Caller(user_uuid, "bearer", claims.expires_at)

    async def _person(self, token: bytes, claims: AccessClaims) -> UserUuid:
        """Return the person behind a token; somebody new is linked or made, as at a first sign-in."""
        user = await self._users.find_by_sub(claims.sub)
        if user is None:
            identity = await self._provider.identify_bearer(token.decode("ascii"), claims)
            user = await self._first_sign_in(identity)
        return user.uuid


def bearer_of(authorization: bytes) -> bytes | None:
    """Return the token of `Bearer <token>`, in any case; None for every other scheme and shape."""
    scheme, _, token = authorization.partition(b" ")
    if scheme != b"Bearer" and scheme.lower() != b"bearer":
        return None
    token = token.strip(b" ")
    return token if token and b" " not in token and b"," not in token else None


def _caller(session: Session) -> Caller:
    return Caller(session.user_uuid, "cookie", session.expires_at, session.token_digest)
