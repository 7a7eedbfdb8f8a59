"""Give a client a one-use code for somebody who has just signed in at the built-in provider."""

from dataclasses import dataclass

from cruddur.domain.account import digest_of
from cruddur.domain.authorization import AuthorizationRequest, Grant
from cruddur.domain.instant import shifted
from cruddur.ports.accounts import Grants
from cruddur.ports.clock import Clock, Random

CODE_S = 60
"""How long a code is good: a redirect and one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantCode:
    """The code is 256 random bits; only its digest is stored."""

    grants: Grants
    clock: Clock
    random: Random

    async def __call__(self, request: AuthorizationRequest, *, sub: str) -> str:
        """Return the code."""
        code, now = self.random.token(), self.clock.now()
        await self.grants.add(
            Grant(
                code_digest=digest_of(code),
                client_id=request.client_id,
                redirect_uri=request.redirect_uri,
                scope=request.scope,
                nonce=request.nonce,
                code_challenge=request.code_challenge,
                sub=sub,
                jti=self.random.user_uuid(),
                auth_time=now,
                expires_at=shifted(now, seconds=CODE_S),
            )
        )
        return code
