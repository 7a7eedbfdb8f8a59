"""A provider elsewhere, over real HTTP: a small honest one whose answers a test can spoil."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest
from aiohttp import web
from joserfc import jwt

from cruddur.adapters.oidc.provider import OidcProvider
from cruddur.adapters.oidc.transport import HttpTransport
from cruddur.domain.authorization import access_hash
from cruddur.domain.errors import Unavailable
from cruddur.ports.tokens import AccessClaims, CodeRefused, IssuedTokens, TokenRefused
from tests.clock import SteppedClock
from tests.integration.sign_in.test_forged_tokens import NOW_S
from tests.integration.sign_in.test_keys import KEYS, jwk

CLIENT = "a client"
ISSUER = "https://id.example.org/pool"
NONCE = "n" * 43


class Elsewhere:
    """The provider. `answers` spoils an address: a function of the request instead of the honest one."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.form: Mapping[str, str] = {}
        self.authorization: str | None = None
        self.document: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.user_info: dict[str, Any] = {"sub": "sub-1"}
        self.answers: dict[str, Callable[[], Any]] = {}
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.authorization = request.headers.get("authorization")
        if request.method == "POST":
            self.form = {name: str(value) for name, value in (await request.post()).items()}
        spoiled = self.answers.get(request.path)
        if spoiled is not None:
            answer = spoiled()
            return await answer if asyncio.iscoroutine(answer) else answer
        return web.json_response(self.honest(request.path))

    def honest(self, path: str) -> Mapping[str, Any]:
        match path:
            case "/.well-known/openid-configuration":
                return {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{self.url}/authorize?tenant=1",
                    "token_endpoint": f"{self.url}/token",
                    "userinfo_endpoint": f"{self.url}/me",
                    "jwks_uri": f"{self.url}/keys",
                    "end_session_endpoint": f"{self.url}/end",
                    **self.document,
                }
            case "/keys":
                return {"keys": [jwk(KEYS[0], "first")]}
            case "/me":
                return self.user_info
            case _:
                return {"access_token": "opaque", "id_token": self.id_token(), "token_type": "Bearer", "expires_in": 60}

    def id_token(self, **changed: Any) -> str:
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": "sub-1",
            "nonce": NONCE,
            "iat": NOW_S,
            "exp": NOW_S + 300,
            "email": "Ada@Example.org",
            "email_verified": True,
            "preferred_username": "ada",
            "name": "Ada",
            **self.claims,
            **changed,
        }
        given = {name: value for name, value in claims.items() if value is not ...}
        return jwt.encode({"alg": "RS256", "kid": "first"}, given, KEYS[0], algorithms=["RS256"])


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    there = Elsewhere()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", there.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    there.url = f"http://127.0.0.1:{port}"
    yield there
    await runner.cleanup()


@pytest.fixture
async def transport() -> AsyncIterator[HttpTransport]:
    transport = HttpTransport(timeout_s=0.3)
    yield transport
    await transport.close()


@pytest.fixture
def provider(elsewhere: Elsewhere, transport: HttpTransport, clock: SteppedClock) -> OidcProvider:
    return OidcProvider(transport=transport, clock=clock, issuer=ISSUER, client_id=CLIENT, discovery_url=elsewhere.url)


async def sign_in(provider: OidcProvider) -> IssuedTokens:
    return await provider.exchange("a code", code_verifier="v" * 43, redirect_uri="https://app/auth/callback")


async def test_a_browser_is_sent_there_with_everything_that_protects_the_way_back(provider: OidcProvider) -> None:
    url = await provider.sign_in_url(
        redirect_uri="https://app/auth/callback", state="st", nonce="no", code_challenge="ch", is_new=True
    )
    assert (
        "/authorize?tenant=1&response_type=code&client_id=a+client&redirect_uri=https%3A%2F%2Fapp%2Fauth%2Fcallback"
        in url
    )
    assert "&state=st&nonce=no&code_challenge=ch&code_challenge_method=S256&prompt=create" in url


async def test_a_code_is_exchanged_and_the_person_known(provider: OidcProvider, elsewhere: Elsewhere) -> None:
    identity = await provider.identify(await sign_in(provider), nonce=NONCE)
    assert identity == ("sub-1", "ada@example.org", "ada", "Ada")
    assert elsewhere.form == {
        "grant_type": "authorization_code",
        "code": "a code",
        "redirect_uri": "https://app/auth/callback",
        "client_id": CLIENT,
        "code_verifier": "v" * 43,
    }
    assert elsewhere.asked == ["/.well-known/openid-configuration", "/token", "/keys"]


async def test_a_client_with_a_secret_shows_it(
    elsewhere: Elsewhere, transport: HttpTransport, clock: SteppedClock
) -> None:
    provider = OidcProvider(
        transport=transport,
        clock=clock,
        issuer=ISSUER,
        client_id=CLIENT,
        client_secret="s:é",
        discovery_url=f"{elsewhere.url}/.well-known/openid-configuration",
    )
    await sign_in(provider)
    scheme, _, pair = (elsewhere.authorization or "").partition(" ")
    assert (scheme, base64.b64decode(pair)) == ("Basic", b"a+client:s%3A%C3%A9")


async def test_userinfo_fills_what_the_token_leaves_out(provider: OidcProvider, elsewhere: Elsewhere) -> None:
    elsewhere.claims = {"email": ..., "name": ..., "preferred_username": ...}
    elsewhere.user_info = {
        "sub": "sub-1",
        "email": "ada@example.org",
        "email_verified": "true",
        "username": "ada",
        "name": "Ada L",
    }
    identity = await provider.identify(await sign_in(provider), nonce=NONCE)
    assert identity == ("sub-1", "ada@example.org", "ada", "Ada L")
    assert elsewhere.authorization == "Bearer opaque"


async def test_userinfo_of_somebody_else_is_not_believed(provider: OidcProvider, elsewhere: Elsewhere) -> None:
    elsewhere.claims = {"email": ...}
    elsewhere.user_info = {"sub": "sub-2", "email": "eve@example.org", "email_verified": True}
    assert (await provider.identify(await sign_in(provider), nonce=NONCE)).email is None


@pytest.mark.parametrize("verified", [False, "false", None, 1, "yes", ...])
async def test_an_address_counts_only_when_it_is_verified(
    provider: OidcProvider, elsewhere: Elsewhere, verified: Any
) -> None:
    elsewhere.claims = {"email_verified": verified}
    elsewhere.user_info = {"sub": "sub-1"}
    assert (await provider.identify(await sign_in(provider), nonce=NONCE)).email is None


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"aud": ...},
        {"aud": None},
        {"aud": {CLIENT: 1}},
        {"nonce": "another"},
        {"nonce": ...},
        {"nonce": [NONCE]},
        {"exp": NOW_S},
        {"exp": ...},
        {"exp": "4000000000"},
        {"iat": ...},
        {"iat": NOW_S + 3600},
        {"sub": ...},
        {"sub": ""},
        {"token_use": "access"},
        {"at_hash": access_hash("another token")},
        {"at_hash": 7},
    ],
    ids=str,
)
async def test_an_id_token_for_another_sign_in_is_refused(
    provider: OidcProvider, elsewhere: Elsewhere, changed: dict[str, Any]
) -> None:
    elsewhere.claims = changed
    with pytest.raises(TokenRefused):
        await provider.identify(await sign_in(provider), nonce=NONCE)


async def test_an_id_token_for_several_names_its_client(provider: OidcProvider, elsewhere: Elsewhere) -> None:
    elsewhere.claims = {"aud": [CLIENT, "another"], "azp": CLIENT, "at_hash": access_hash("opaque")}
    assert (await provider.identify(await sign_in(provider), nonce=NONCE)).sub == "sub-1"


async def _slow() -> web.Response:
    await asyncio.sleep(5)
    return web.Response()


SPOILED: dict[str, Callable[[], Any]] = {
    "500": lambda: web.Response(status=500),
    "429": lambda: web.Response(status=429),
    "too slow": _slow,
    "endless": lambda: web.Response(body=b"[" + b" " * 2_000_000 + b"]"),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
async def test_a_provider_that_does_not_answer_is_unavailable(
    provider: OidcProvider, elsewhere: Elsewhere, path: str, spoil: Callable[[], Any]
) -> None:
    elsewhere.answers[path] = spoil
    with pytest.raises(Unavailable):
        await provider.identify(await sign_in(provider), nonce=NONCE)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: web.json_response({"error": "invalid_grant"}, status=400),
        lambda: web.json_response({}),
        lambda: web.json_response([]),
        lambda: web.Response(text="<html>"),
        lambda: web.json_response({"access_token": "a", "id_token": 7, "token_type": "Bearer"}),
        lambda: web.json_response({"access_token": "a", "id_token": "b", "token_type": "mac"}),
        lambda: web.Response(status=302, headers={"location": "http://127.0.0.1:1/"}),
    ],
)
async def test_an_answer_that_is_no_tokens_signs_nobody_in(
    provider: OidcProvider, elsewhere: Elsewhere, spoil: Callable[[], Any]
) -> None:
    elsewhere.answers["/token"] = spoil
    with pytest.raises(CodeRefused):
        await sign_in(provider)


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "ftp://x"},
        {"token_endpoint": 7},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://[broken"},
    ],
    ids=str,
)
async def test_a_description_of_something_else_is_not_used(
    provider: OidcProvider, elsewhere: Elsewhere, document: dict[str, Any]
) -> None:
    elsewhere.document = document
    with pytest.raises(Unavailable):
        await sign_in(provider)
    assert elsewhere.asked == ["/.well-known/openid-configuration"]


async def test_a_provider_that_is_down_is_asked_again_only_after_a_while(
    provider: OidcProvider, elsewhere: Elsewhere, clock: SteppedClock
) -> None:
    elsewhere.answers["/.well-known/openid-configuration"] = SPOILED["500"]
    for _ in range(5):
        with pytest.raises(Unavailable):
            await sign_in(provider)
    assert len(elsewhere.asked) == 1
    elsewhere.answers.clear()
    clock.step(5)
    assert await sign_in(provider)


async def test_a_description_is_kept_while_the_provider_is_down(
    provider: OidcProvider, elsewhere: Elsewhere, clock: SteppedClock
) -> None:
    await sign_in(provider)
    elsewhere.answers["/.well-known/openid-configuration"] = SPOILED["500"]
    clock.step(3601)
    assert await sign_in(provider)
    assert elsewhere.asked.count("/.well-known/openid-configuration") == 2


async def test_signing_out_there_carries_what_each_kind_of_provider_wants(
    provider: OidcProvider, elsewhere: Elsewhere, clock: SteppedClock
) -> None:
    url = await provider.sign_out_url(back_to="https://app/", id_token="a.b.c")
    assert (
        url
        == f"{elsewhere.url}/end?client_id=a+client&post_logout_redirect_uri=https%3A%2F%2Fapp%2F&id_token_hint=a.b.c"
    )
    elsewhere.document = {
        "authorization_endpoint": f"{elsewhere.url}/oauth2/authorize",
        "end_session_endpoint": None,
    }
    clock.step(3601)
    url = await provider.sign_out_url(back_to="https://app/", id_token=None)
    assert url == f"{elsewhere.url}/logout?client_id=a+client&logout_uri=https%3A%2F%2Fapp%2F"


async def test_a_bearer_that_may_not_ask_userinfo_is_known_by_its_token(
    provider: OidcProvider, elsewhere: Elsewhere
) -> None:
    claims = AccessClaims("sub-1", CLIENT, SteppedClock().now(), "ada", None)
    elsewhere.answers["/me"] = lambda: web.Response(status=403)
    assert await provider.identify_bearer("token", claims) == ("sub-1", None, "ada", None)
    elsewhere.answers["/me"] = SPOILED["500"]
    with pytest.raises(Unavailable):
        await provider.identify_bearer("token", claims)


async def test_nobody_home_is_unavailable(clock: SteppedClock, transport: HttpTransport) -> None:
    provider = OidcProvider(
        transport=transport, clock=clock, issuer=ISSUER, client_id=CLIENT, discovery_url="http://127.0.0.1:1"
    )
    with pytest.raises(Unavailable):
        await sign_in(provider)
    assert await provider.sign_out_url(back_to="https://app/", id_token=None) is None
