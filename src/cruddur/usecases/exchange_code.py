"""Exchange a one-use code for tokens, as the built-in provider's token endpoint does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cruddur.domain import instant
from cruddur.domain.account import Account, digest_of
from cruddur.domain.authorization import Grant, GrantRefused, access_hash, fits_challenge
from cruddur.domain.instant import Instant, shifted
from cruddur.ports.accounts import Accounts, Grants
from cruddur.ports.clock import Clock, Random
from cruddur.ports.tokens import IssuedTokens, Signer

TOKEN_S = 3600
"""How long access and ID tokens are good; there are no refresh tokens, since the session is kept by the client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCode:
    """A code works once. Used twice, somebody has copied it: the token it became is taken back."""

    accounts: Accounts
    grants: Grants
    signer: Signer
    clock: Clock
    random: Random
    forget_token: Callable[[str], None]
    """Drops a token, by `jti`, from what this process takes as verified."""

    async def __call__(
        self, *, client_id: str, code: str, redirect_uri: str, code_verifier: str
    ) -> tuple[IssuedTokens, str]:
        """Return the tokens and their scope.

        Raises:
            GrantRefused: invalid_grant, whatever was wrong. The code is used up all the same.
        """
        now = self.clock.now()
        grant = await self.grants.take(digest_of(code), now=now)
        if grant is None:
            raise GrantRefused("invalid_grant")
        if grant.used_at is not None:
            await self.grants.revoke(grant.jti, until=shifted(now, seconds=TOKEN_S))
            self.forget_token(grant.jti)
            raise GrantRefused("invalid_grant")
        account = await self.accounts.find_by_sub(grant.sub)
        if (
            account is None
            or grant.expires_at <= now
            or grant.client_id != client_id
            or grant.redirect_uri != redirect_uri
            or not fits_challenge(code_verifier, grant.code_challenge)
        ):
            raise GrantRefused("invalid_grant")
        return self._issue(grant, account, now), grant.scope

    def _issue(self, grant: Grant, account: Account, now: Instant) -> IssuedTokens:
        auth_time_s = seconds_of(grant.auth_time)
        access_token = self.signer.sign(
            access_claims(
                self.signer,
                account,
                client_id=grant.client_id,
                scope=grant.scope,
                jti=grant.jti,
                now=now,
                auth_time_s=auth_time_s,
            )
        )
        id_claims: dict[str, object] = {
            **identity_claims(account, grant.scope),
            "iss": self.signer.issuer,
            "aud": grant.client_id,
            "token_use": "id",
            "auth_time": auth_time_s,
            "iat": seconds_of(now),
            "exp": seconds_of(now) + TOKEN_S,
            "jti": self.random.user_uuid(),
            "at_hash": access_hash(access_token),
        }
        if grant.nonce is not None:
            id_claims["nonce"] = grant.nonce
        return IssuedTokens(access_token, self.signer.sign(id_claims), TOKEN_S)


def access_claims(
    signer: Signer, account: Account, *, client_id: str, scope: str, jti: str, now: Instant, auth_time_s: int
) -> Mapping[str, object]:
    """Return the claims of an access token, named as a user pool names them."""
    return {
        "sub": account.sub,
        "iss": signer.issuer,
        "client_id": client_id,
        "token_use": "access",
        "scope": scope,
        "auth_time": auth_time_s,
        "iat": seconds_of(now),
        "exp": seconds_of(now) + TOKEN_S,
        "jti": jti,
        "username": account.handle,
    }


def identity_claims(account: Account, scope: str) -> dict[str, object]:
    """Return what a scope lets a client know of somebody: ID token and userinfo."""
    wanted = scope.split()
    claims: dict[str, object] = {"sub": account.sub, "cognito:username": account.handle}
    if "email" in wanted:
        claims |= {"email": account.email, "email_verified": True}
    if "profile" in wanted:
        claims |= {"name": account.display_name, "preferred_username": account.handle}
    return claims


def seconds_of(moment: Instant) -> int:
    """Return whole seconds since 1970, as tokens count time."""
    return int(instant.to_datetime(moment).timestamp())
