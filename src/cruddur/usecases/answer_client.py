"""What the built-in provider answers to a client: its description, keys, tokens and claims, as the standards word them.

One answer for two ways of asking: over HTTP, and from the relying party in the same process.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cruddur.domain.authorization import SCOPES, Client, GrantRefused
from cruddur.ports.accounts import Accounts
from cruddur.ports.tokens import AccessTokens, Signer, TokenRefused
from cruddur.usecases.exchange_code import ExchangeCode, identity_claims

Document = Mapping[str, Any]
Answer = tuple[int, Document]
"""An HTTP status and a JSON document."""

_ERRORS: Mapping[str, int] = {"invalid_client": 401}
_FIELD_MAX_CHARS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerClient:
    """Every answer is complete in itself: status and document."""

    base_url: str
    """Where browsers reach the provider: `http://127.0.0.1:8080/idp`."""
    clients: tuple[Client, ...]
    signer: Signer
    accounts: Accounts
    exchange_code: ExchangeCode
    access_tokens: AccessTokens

    def description(self) -> Document:
        """Return the document at `/.well-known/openid-configuration`. Its issuer is a name; its addresses are here."""
        return {
            "issuer": self.signer.issuer,
            "authorization_endpoint": f"{self.base_url}/oauth2/authorize",
            "token_endpoint": f"{self.base_url}/oauth2/token",
            "userinfo_endpoint": f"{self.base_url}/oauth2/userInfo",
            "end_session_endpoint": f"{self.base_url}/logout",
            "jwks_uri": f"{self.pool_url}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": list(SCOPES),
            "prompt_values_supported": ["login", "create"],
            "claims_supported": ["sub", "name", "preferred_username", "email", "email_verified", "cognito:username"],
            "authorization_response_iss_parameter_supported": True,
        }

    @property
    def pool_url(self) -> str:
        """Where the pool's description is."""
        return f"{self.base_url}/{self.signer.pool_id}"

    def keys(self) -> Document:
        """Return the document at `/.well-known/jwks.json`."""
        return {"keys": list(self.signer.public_keys())}

    async def token(self, form: Mapping[str, str]) -> Answer:
        """Answer the token endpoint (RFC 6749 4.1.3 and 5, with PKCE)."""
        try:
            return 200, await self._tokens(form)
        except GrantRefused as refused:
            return _ERRORS.get(refused.error, 400), {"error": refused.error}

    async def user_info(self, bearer: str | None) -> Answer:
        """Answer the userinfo endpoint (OpenID Connect Core 5.3)."""
        try:
            claims = await self.access_tokens.verify((bearer or "").encode("utf-8", "replace"))
        except TokenRefused:
            return 401, {"error": "invalid_token"}
        account = await self.accounts.find_by_sub(claims.sub)
        if account is None:
            return 401, {"error": "invalid_token"}
        told = identity_claims(account, " ".join(SCOPES))
        return 200, {**told, "username": told["cognito:username"]}

    def gets(self) -> Mapping[str, Callable[[str | None], Awaitable[Answer]]]:
        """Return what answers a GET, by address; given the bearer token."""

        async def description(_: str | None) -> Answer:
            return 200, self.description()

        async def keys(_: str | None) -> Answer:
            return 200, self.keys()

        return {
            f"{self.pool_url}/.well-known/openid-configuration": description,
            f"{self.pool_url}/.well-known/jwks.json": keys,
            f"{self.base_url}/oauth2/userInfo": self.user_info,
        }

    def posts(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[Answer]]]:
        """Return what answers a POST, by address; given the form."""
        return {f"{self.base_url}/oauth2/token": self.token}

    async def _tokens(self, form: Mapping[str, str]) -> Document:
        if form.get("client_id") not in [client.client_id for client in self.clients]:
            raise GrantRefused("invalid_client")
        if form.get("grant_type") != "authorization_code":
            raise GrantRefused("unsupported_grant_type")
        given = [form.get(name, "") for name in ("client_id", "code", "redirect_uri", "code_verifier")]
        if not all(0 < len(value) <= _FIELD_MAX_CHARS for value in given):
            raise GrantRefused("invalid_request")
        client_id, code, redirect_uri, code_verifier = given
        issued, scope = await self.exchange_code(
            client_id=client_id, code=code, redirect_uri=redirect_uri, code_verifier=code_verifier
        )
        return {
            "access_token": issued.access_token,
            "id_token": issued.id_token,
            "token_type": "Bearer",
            "expires_in": issued.expires_in_s,
            "scope": scope,
        }
