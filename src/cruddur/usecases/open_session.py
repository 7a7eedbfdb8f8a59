"""Turn a code of the provider into a signed-in browser."""

from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.account import digest_of
from cruddur.domain.instant import shifted
from cruddur.domain.session import Session
from cruddur.ports.clock import Clock, Random
from cruddur.ports.sessions import Sessions
from cruddur.ports.tokens import IdentityProvider
from cruddur.usecases.first_sign_in import FirstSignIn

SESSION_S = 30 * 24 * 3600
"""How long a browser stays signed in. It does not slide: a request writes nothing."""


class Opened(NamedTuple):
    """A new session and the secret that opens it, which is stored nowhere."""

    secret: str
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """Always a new secret, so nobody can be made to use one that somebody else knows."""

    provider: IdentityProvider
    first_sign_in: FirstSignIn
    sessions: Sessions
    clock: Clock
    random: Random

    async def __call__(
        self, *, code: str, code_verifier: str, nonce: str, redirect_uri: str, label: str, replaces: str | None
    ) -> Opened:
        """Exchange the code, verify who signed in, and begin a session.

        Args:
            replaces: digest of the session the browser had; it ends.
        Raises:
            CodeRefused, TokenRefused: nobody is signed in.
            Unavailable: the provider or the directory does not answer.
        """
        tokens = await self.provider.exchange(code, code_verifier=code_verifier, redirect_uri=redirect_uri)
        user = await self.first_sign_in(await self.provider.identify(tokens, nonce=nonce))
        secret, now = self.random.token(32), self.clock.now()
        session = Session(
            token_digest=digest_of(secret),
            user_uuid=user.uuid,
            created_at=now,
            expires_at=shifted(now, seconds=SESSION_S),
            label=label,
            id_token=tokens.id_token,
        )
        await self.sessions.add(session)
        if replaces is not None:
            await self.sessions.remove(replaces)
        return Opened(secret, session)
