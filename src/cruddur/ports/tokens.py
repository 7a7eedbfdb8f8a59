"""Tokens: who signs them, who verifies them, and the provider as a relying party sees it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from cruddur.domain.errors import Refusal
from cruddur.domain.instant import Instant


class TokenRefused(Refusal):
    """Forged, expired, or not for us."""

    code = "token_refused"


class CodeRefused(Refusal):
    """The provider does not exchange this code: used, expired, or not ours."""

    code = "code_refused"


class AccessClaims(NamedTuple):
    """What a verified access token says.

    Attributes:
        sub: never empty.
        name_hint: the provider's user name, None without one; a wish for a handle, no proof of anything.
        jti: the token's own name, None without one.
    """

    sub: str
    client_id: str
    expires_at: Instant
    name_hint: str | None
    jti: str | None


class Identity(NamedTuple):
    """Who a provider says somebody is.

    Attributes:
        email: lower case, only when the provider verified it; None otherwise.
        handle_hint, display_name: wishes, unchecked.
    """

    sub: str
    email: str | None
    handle_hint: str | None
    display_name: str | None


class IssuedTokens(NamedTuple):
    """What a code was exchanged for."""

    access_token: str
    id_token: str
    expires_in_s: int


class Signer(Protocol):
    """The key of the built-in provider."""

    @property
    def issuer(self) -> str:
        """The name in `iss`: made per installation, whatever the port."""
        ...

    @property
    def pool_id(self) -> str:
        """The last part of the issuer, shaped like a user pool's."""
        ...

    def sign(self, claims: Mapping[str, object]) -> str:
        """Return a JWT, RS256."""
        ...

    def public_keys(self) -> Sequence[Mapping[str, object]]:
        """Return the JWK set's keys, without their private parts."""
        ...


class AccessTokens(Protocol):
    """Verifies bearer tokens."""

    def known(self, token: bytes) -> AccessClaims | None:
        """Return the claims of a token that was verified before and is still good. No I/O."""
        ...

    async def verify(self, token: bytes) -> AccessClaims:
        """Return the claims of a good token.

        Raises:
            TokenRefused: it is not.
            Unavailable: its key is not known and cannot be fetched now.
        """
        ...

    def forget(self, jti: str) -> None:
        """Drop a token that was taken back from what is `known`."""
        ...


class IdentityProvider(Protocol):
    """Where people sign in, as a client of it sees it. The built-in one and foreign ones alike."""

    async def sign_in_url(
        self, *, redirect_uri: str, state: str, nonce: str, code_challenge: str, is_new: bool = False
    ) -> str:
        """Return where to send the browser.

        Args:
            is_new: begin with making an account, where the provider can.
        Raises:
            Unavailable: the provider cannot be asked for its addresses.
        """
        ...

    async def exchange(self, code: str, *, code_verifier: str, redirect_uri: str) -> IssuedTokens:
        """Exchange a code for tokens.

        Raises:
            CodeRefused, Unavailable.
        """
        ...

    async def identify(self, tokens: IssuedTokens, *, nonce: str) -> Identity:
        """Verify an ID token and say who signed in, with userinfo's help where claims are missing.

        Raises:
            TokenRefused, Unavailable.
        """
        ...

    async def identify_bearer(self, token: str, claims: AccessClaims) -> Identity:
        """Say who is behind a verified access token, by userinfo where the provider lets us.

        Raises:
            Unavailable: the provider does not answer.
        """
        ...

    async def sign_out_url(self, *, back_to: str, id_token: str | None) -> str | None:
        """Return where to send the browser to sign out there too; None where there is nothing to end."""
        ...
