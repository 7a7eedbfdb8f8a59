"""Bearer tokens: verified once, then known until they expire."""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from typing import NamedTuple

from joserfc.jwk import RSAKey

from cruddur.adapters.oidc.jws import Opened, checked_times, kid_of, opened, optional_text, text_claim
from cruddur.adapters.oidc.key_cache import KeyCache
from cruddur.ports.clock import Clock
from cruddur.ports.tokens import AccessClaims, TokenRefused

MAX_KNOWN = 20_000
"""Verified tokens remembered: about 12 MB."""


class _Known(NamedTuple):
    claims: AccessClaims
    kid: str
    key: RSAKey


class AccessTokenVerifier:
    """See `ports.tokens.AccessTokens`: RS256, issuer, times, `token_use`, client and `sub`, as DESIGN 5 has it.

    Tokens are remembered by digest, so a dump of this process's memory holds none; never past `exp`, and not
    once their key is withdrawn.
    """

    def __init__(
        self,
        *,
        issuer: str,
        clients: Collection[str],
        keys: KeyCache,
        clock: Clock,
        is_revoked: Callable[[str], Awaitable[bool]] | None = None,
        max_known: int = MAX_KNOWN,
    ) -> None:
        """Make it.

        Args:
            issuer: what `iss` must be, to the character.
            clients: what `client_id` may be.
            is_revoked: asked with `jti` before a token is accepted; the built-in provider's memory.
        """
        self._issuer = issuer
        self._clients = frozenset(clients)
        self._keys = keys
        self._clock = clock
        self._is_revoked = is_revoked
        self._max_known = max_known
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    def known(self, token: bytes) -> AccessClaims | None:
        """See `AccessTokens`."""
        digest = hashlib.sha256(token).digest()
        found = self._known.get(digest)
        if found is None:
            return None
        if found.claims.expires_at <= self._clock.now() or self._keys.known(found.kid) is not found.key:
            del self._known[digest]
            return None
        self._known.move_to_end(digest)
        return found.claims

    async def verify(self, token: bytes) -> AccessClaims:
        """See `AccessTokens`."""
        known = self.known(token)
        if known is not None:
            return known
        kid = kid_of(token)
        key = await self._keys.find(kid)
        if key is None:
            raise TokenRefused
        claims = self._checked(opened(token, kid, key))
        if self._is_revoked is not None and claims.jti is not None and await self._is_revoked(claims.jti):
            raise TokenRefused
        self._known[hashlib.sha256(token).digest()] = _Known(claims, kid, key)
        if len(self._known) > self._max_known:
            self._known.popitem(last=False)
        return claims

    def forget(self, jti: str) -> None:
        """See `AccessTokens`. Rare, so all are looked through."""
        for digest in [digest for digest, known in self._known.items() if known.claims.jti == jti]:
            del self._known[digest]

    def _checked(self, token: Opened) -> AccessClaims:
        claims = token.claims
        expires_at = checked_times(claims, self._clock.now())
        if claims.get("iss") != self._issuer or claims.get("token_use") != "access":
            raise TokenRefused
        client_id = text_claim(claims, "client_id")
        if client_id not in self._clients:
            raise TokenRefused
        return AccessClaims(
            sub=text_claim(claims, "sub"),
            client_id=client_id,
            expires_at=expires_at,
            name_hint=optional_text(claims, "username"),
            jti=optional_text(claims, "jti"),
        )
