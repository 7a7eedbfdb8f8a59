"""What a client may ask of the built-in provider: the authorization request, its code, and the tokens.

The rules are those of OAuth 2.1: code only, PKCE with S256 always, redirect addresses compared as text.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cruddur.domain.errors import Refusal
from cruddur.domain.instant import Instant

SCOPES = ("openid", "email", "profile")

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)
_MAX_CHARS = 512


class ClientUnknown(Refusal):
    """No such client, or not its redirect address: an error page, never a redirect."""

    code = "client_unknown"


class AuthorizationRefused(Refusal):
    """The client asked wrongly: it is told so, at its own address.

    Attributes:
        error: of RFC 6749 4.1.2.1.
    """

    code = "authorization_refused"

    def __init__(self, error: str, about: str, *, redirect_uri: str, state: str | None) -> None:
        super().__init__(error, about)
        self.error = error
        self.about = about
        self.redirect_uri = redirect_uri
        self.state = state


class GrantRefused(Refusal):
    """The token endpoint says no.

    Attributes:
        error: of RFC 6749 5.2: invalid_grant, invalid_request, invalid_client, unsupported_grant_type.
    """

    code = "grant_refused"

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Client(NamedTuple):
    """An application that may ask. It is public: PKCE stands for a secret.

    Attributes:
        redirect_uris, sign_out_uris: whole addresses, compared as text: scheme, host, port and path.
    """

    client_id: str
    redirect_uris: tuple[str, ...]
    sign_out_uris: tuple[str, ...]


class AuthorizationRequest(NamedTuple):
    """A request that was found good."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str | None
    nonce: str | None
    code_challenge: str


class Grant(NamedTuple):
    """That somebody signed in for a client, until the client fetches its tokens.

    Attributes:
        code_digest: SHA-256 of the one-use code.
        jti: name of the access token it will become, so that a second use can revoke it.
        used_at: when the code was used; None until then.
    """

    code_digest: str
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    sub: str
    jti: str
    auth_time: Instant
    expires_at: Instant
    used_at: Instant | None = None


def parse_authorization(given: Mapping[str, str], clients: Iterable[Client]) -> AuthorizationRequest:
    """Return the request in the parameters of `/oauth2/authorize`.

    Raises:
        ClientUnknown: nowhere to send an answer.
        AuthorizationRefused: the client is to be told.
    """
    client = next((each for each in clients if each.client_id == given.get("client_id")), None)
    redirect_uri = given.get("redirect_uri", "")
    if client is None or redirect_uri not in client.redirect_uris:
        raise ClientUnknown
    state = given.get("state")
    if state is not None and len(state) > _MAX_CHARS:
        raise ClientUnknown

    def refused(error: str, about: str) -> AuthorizationRefused:
        return AuthorizationRefused(error, about, redirect_uri=redirect_uri, state=state)

    if given.get("response_type") != "code":
        raise refused("unsupported_response_type", "response_type must be code")
    wanted = given.get("scope", "openid").split()
    if "openid" not in wanted or len(wanted) > len(SCOPES) or not set(wanted) <= set(SCOPES):
        raise refused("invalid_scope", "scope must be of openid, email, profile, openid among them")
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        raise refused("invalid_request", "PKCE with S256 is required")
    nonce = given.get("nonce")
    if nonce is not None and not 0 < len(nonce) <= _MAX_CHARS:
        raise refused("invalid_request", "nonce must be 1 to 512 characters")
    if "none" in given.get("prompt", "").split():
        raise refused("login_required", "this provider keeps nobody signed in")
    if "request" in given or "request_uri" in given:
        raise refused("request_not_supported", "request objects are not supported")
    return AuthorizationRequest(client.client_id, redirect_uri, " ".join(wanted), state, nonce, given["code_challenge"])


def fits_challenge(verifier: str, code_challenge: str) -> bool:
    """Say whether a PKCE verifier is the one that `code_challenge` was made from (S256)."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    return hmac.compare_digest(challenge_of(verifier), code_challenge)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")


def access_hash(token: str) -> str:
    """Return `at_hash` of an access token under RS256: the left half of its SHA-256 (OpenID Connect Core 3.1.3.6)."""
    left = hashlib.sha256(token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(left).rstrip(b"=").decode("ascii")
