"""A provider as its client sees it: discovery, the code's exchange, the ID token, userinfo, signing out."""

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode, urlsplit

import structlog

from cruddur.adapters.oidc.jws import checked_times, opened, optional_kid_of, optional_text, text_claim
from cruddur.adapters.oidc.key_cache import KeyCache
from cruddur.adapters.oidc.transport import Transport
from cruddur.domain.account import EmailInvalid, checked_email
from cruddur.domain.authorization import access_hash
from cruddur.domain.errors import Unavailable
from cruddur.ports.clock import Clock
from cruddur.ports.tokens import AccessClaims, CodeRefused, Identity, IssuedTokens, TokenRefused

log = structlog.get_logger(__name__)

WELL_KNOWN = "/.well-known/openid-configuration"
DISCOVERY_MAX_AGE_S = 3600.0
DISCOVERY_COOL_DOWN_S = 5.0
SCOPE = "openid email profile"
_TOKEN_MAX_CHARS = 16 * 1024


class Addresses(NamedTuple):
    """What the provider's description says, as far as it is used.

    Attributes:
        user_info, sign_out: None where the provider has none.
        has_cognito_sign_out: signs out at `logout?client_id=&logout_uri=`, and does not say so.
    """

    authorize: str
    token: str
    keys: str
    user_info: str | None
    sign_out: str | None
    has_cognito_sign_out: bool


class OidcProvider:
    """See `ports.tokens.IdentityProvider`. Made at the start, without asking anything: the provider may be down."""

    def __init__(
        self,
        *,
        transport: Transport,
        clock: Clock,
        issuer: str,
        client_id: str,
        client_secret: str | None = None,
        discovery_url: str | None = None,
    ) -> None:
        """Make it.

        Args:
            discovery_url: where the description is, when not at the issuer: emulators live elsewhere than they
                say. With or without `/.well-known/openid-configuration`.
        """
        self._transport = transport
        self._clock = clock
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        where = discovery_url or issuer
        self._discovery_url = where if where.endswith(WELL_KNOWN) else where.rstrip("/") + WELL_KNOWN
        self._discovered: tuple[float, Addresses] | None = None
        self._refused_s: float | None = None
        self._discovering = asyncio.Lock()
        self.keys = KeyCache(self.fetch_keys, clock)

    async def sign_in_url(
        self, *, redirect_uri: str, state: str, nonce: str, code_challenge: str, is_new: bool = False
    ) -> str:
        """See `IdentityProvider`."""
        addresses = await self._addresses()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
        }
        if is_new:
            asked["prompt"] = "create"  # "Initiating User Registration via OpenID Connect"; others pass it over
        return _with_query(addresses.authorize, asked)

    async def exchange(self, code: str, *, code_verifier: str, redirect_uri: str) -> IssuedTokens:
        """See `IdentityProvider`."""
        addresses = await self._addresses()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._client_id,
            "code_verifier": code_verifier,
        }
        basic = (self._client_id, self._client_secret) if self._client_secret else None
        reply = await self._transport.post_form(addresses.token, form, basic=basic)
        if reply.status != 200:
            _raise_if_down(reply.status)
            error = (reply.document or {}).get("error")
            log.warning("code_refused", status=reply.status, error=str(error)[:64])
            raise CodeRefused
        return _issued(reply.document or {})

    async def identify(self, tokens: IssuedTokens, *, nonce: str) -> Identity:
        """See `IdentityProvider`."""
        token = tokens.id_token.encode("ascii", "replace")
        kid = optional_kid_of(token)
        key = await self.keys.find_only() if kid is None else (kid, await self.keys.find(kid))
        if key is None or key[1] is None:
            raise TokenRefused
        claims = opened(token, key[0], key[1]).claims
        self._check_id_claims(claims, tokens, nonce)
        identity = _identity(claims)
        if identity.email is None or identity.display_name is None:
            identity = _completed(identity, await self._user_info(tokens.access_token))
        return identity

    async def identify_bearer(self, token: str, claims: AccessClaims) -> Identity:
        """See `IdentityProvider`."""
        bare = Identity(claims.sub, None, claims.name_hint, None)
        return _completed(bare, await self._user_info(token))

    async def sign_out_url(self, *, back_to: str, id_token: str | None) -> str | None:
        """See `IdentityProvider`."""
        try:
            addresses = await self._addresses()
        except Unavailable:
            return None  # here one is signed out in any case
        if addresses.sign_out is None:
            return None
        if addresses.has_cognito_sign_out:
            return _with_query(addresses.sign_out, {"client_id": self._client_id, "logout_uri": back_to})
        asked = {"client_id": self._client_id, "post_logout_redirect_uri": back_to}
        if id_token is not None:
            asked["id_token_hint"] = id_token
        return _with_query(addresses.sign_out, asked)

    async def fetch_keys(self) -> Sequence[Mapping[str, Any]]:
        """Return the JWKs of the provider's key set.

        Raises:
            Unavailable: there is no whole answer, or it is none.
        """
        reply = await self._transport.get((await self._addresses()).keys)
        keys: Any = (reply.document or {}).get("keys")
        if reply.status != 200 or not isinstance(keys, list):
            raise Unavailable(retry_after_s=5.0)
        return [cast("dict[str, Any]", key) for key in cast("list[Any]", keys) if isinstance(key, dict)]

    def _check_id_claims(self, claims: Mapping[str, Any], tokens: IssuedTokens, nonce: str) -> None:
        """Refuse an ID token that is not for this client and this sign-in (OpenID Connect Core 3.1.3.7)."""
        checked_times(claims, self._clock.now())
        audience: Any = claims.get("aud")
        audiences = cast("list[Any]", audience if isinstance(audience, list) else [audience])
        given_nonce, token_hash = claims.get("nonce"), claims.get("at_hash")
        if (
            claims.get("iss") != self._issuer
            or claims.get("token_use", "id") != "id"
            or self._client_id not in audiences
            or (len(audiences) > 1 and "azp" not in claims)
            or claims.get("azp", self._client_id) != self._client_id
            or "iat" not in claims
            or not isinstance(given_nonce, str)
            or not hmac.compare_digest(given_nonce.encode(), nonce.encode())
            or (token_hash is not None and token_hash != access_hash(tokens.access_token))
        ):
            raise TokenRefused

    async def _user_info(self, access_token: str) -> Mapping[str, Any]:
        """Return what userinfo says; nothing where there is none or this token may not ask."""
        addresses = await self._addresses()
        if addresses.user_info is None:
            return {}
        reply = await self._transport.get(addresses.user_info, bearer=access_token)
        _raise_if_down(reply.status)
        return (reply.document or {}) if reply.status == 200 else {}

    async def _addresses(self) -> Addresses:
        """Return the provider's addresses, asked for once an hour; old ones while it is down."""
        now_s = self._clock.monotonic_s()
        found = self._discovered
        if found is not None and now_s - found[0] < DISCOVERY_MAX_AGE_S:
            return found[1]
        async with self._discovering:
            if self._discovered is not found and self._discovered is not None:
                return self._discovered[1]
            if self._refused_s is None or now_s - self._refused_s >= DISCOVERY_COOL_DOWN_S:
                try:
                    self._discovered = (now_s, await self._discover())
                    self._refused_s = None
                except Unavailable:
                    self._refused_s = now_s
                    log.warning("provider_not_discovered")
            if self._discovered is None:
                raise Unavailable(retry_after_s=DISCOVERY_COOL_DOWN_S)
            return self._discovered[1]

    async def _discover(self) -> Addresses:
        reply = await self._transport.get(self._discovery_url)
        document = reply.document
        if reply.status != 200 or document is None:
            raise Unavailable
        if document.get("issuer") != self._issuer:
            log.error("provider_has_another_issuer", wanted=self._issuer)
            raise Unavailable
        authorize, token, keys = (
            _address(document, name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        )
        if authorize is None or token is None or keys is None:
            log.error("provider_description_incomplete")
            raise Unavailable
        sign_out = _address(document, "end_session_endpoint")
        is_cognito = sign_out is None and authorize.endswith("/oauth2/authorize")
        if is_cognito:
            sign_out = authorize.removesuffix("/oauth2/authorize") + "/logout"
        elif sign_out is not None and sign_out.endswith("/logout") and authorize.endswith("/oauth2/authorize"):
            is_cognito = True
        return Addresses(authorize, token, keys, _address(document, "userinfo_endpoint"), sign_out, is_cognito)


def _issued(document: Mapping[str, Any]) -> IssuedTokens:
    access_token, id_token = document.get("access_token"), document.get("id_token")
    expires_in = document.get("expires_in", 3600)
    if (
        not isinstance(access_token, str)
        or not isinstance(id_token, str)
        or max(len(access_token), len(id_token)) > _TOKEN_MAX_CHARS
        or str(document.get("token_type", "")).lower() != "bearer"
    ):
        raise CodeRefused
    return IssuedTokens(access_token, id_token, expires_in if isinstance(expires_in, int) else 3600)


def _identity(claims: Mapping[str, Any]) -> Identity:
    """Read who it is from an ID token or userinfo. Cognito says `email_verified` as text in userinfo."""
    email = optional_text(claims, "email", max_chars=320)
    verified = claims.get("email_verified")
    is_verified = verified is True or verified == "true"
    return Identity(
        sub=text_claim(claims, "sub"),
        email=_email(email) if email is not None and is_verified else None,
        handle_hint=optional_text(claims, "preferred_username")
        or optional_text(claims, "nickname")
        or optional_text(claims, "cognito:username")
        or optional_text(claims, "username"),
        display_name=optional_text(claims, "name"),
    )


def _email(text: str) -> str | None:
    try:
        return checked_email(text)
    except EmailInvalid:
        return None


def _completed(identity: Identity, user_info: Mapping[str, Any]) -> Identity:
    """Fill what is missing from userinfo, if it speaks of the same person (OpenID Connect Core 5.3.2)."""
    if user_info.get("sub") != identity.sub:
        return identity
    more = _identity(user_info)
    return Identity(
        identity.sub,
        identity.email or more.email,
        more.handle_hint if identity.handle_hint in (None, identity.sub) else identity.handle_hint,
        identity.display_name or more.display_name,
    )


def _address(document: Mapping[str, Any], name: str) -> str | None:
    value = document.get(name)
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.hostname else None


def _raise_if_down(status: int) -> None:
    if status == 429 or status >= 500:
        raise Unavailable(retry_after_s=2.0)


def _with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"
