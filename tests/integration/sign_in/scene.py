"""Sign-in, composed as the program does it, on `:memory:` and a clock that the test moves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc.jwk import RSAKey
from litestar import Litestar, Response

from cruddur.adapters.local.cached_sessions import CachedSessions
from cruddur.adapters.local.cached_users import CachedUsers
from cruddur.adapters.local.passwords import Argon2Passwords
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.local.signing_key import SigningKey
from cruddur.adapters.oidc.access_tokens import AccessTokenVerifier
from cruddur.adapters.oidc.provider import OidcProvider
from cruddur.adapters.oidc.transport import InProcessTransport
from cruddur.adapters.sqlite.accounts import SqliteAccounts, SqliteAttempts, SqliteGrants, SqliteTickets
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.sessions import SqliteSessions
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.domain.authorization import Client
from cruddur.domain.errors import Refusal
from cruddur.domain.user import User
from cruddur.entrypoints.http import problems
from cruddur.entrypoints.http.auth import RelyingParty, auth_routes, redirect_uri
from cruddur.entrypoints.http.authenticate import AuthenticateCaller
from cruddur.entrypoints.http.caller import Caller, Credentials
from cruddur.entrypoints.http.cookies import Cookies
from cruddur.entrypoints.provider.assets import load_assets
from cruddur.entrypoints.provider.pages import Pages
from cruddur.entrypoints.provider.provider import Provider
from cruddur.entrypoints.provider.routes import PREFIX, routes
from cruddur.ports.clock import Random
from cruddur.ports.passwords import Letter
from cruddur.ports.tokens import Signer
from cruddur.usecases.add_account import AddAccount
from cruddur.usecases.answer_client import AnswerClient
from cruddur.usecases.confirm_account import ConfirmAccount
from cruddur.usecases.exchange_code import ExchangeCode
from cruddur.usecases.first_sign_in import FirstSignIn
from cruddur.usecases.grant_code import GrantCode
from cruddur.usecases.make_tokens import MakeTokens
from cruddur.usecases.open_session import OpenSession
from cruddur.usecases.recover_password import RecoverPassword
from cruddur.usecases.request_recovery import RequestRecovery
from cruddur.usecases.sign_in import SignIn
from cruddur.usecases.sign_up import SignUp
from tests.clock import SteppedClock

CLIENT = "cruddur-web"
PUBLIC_URL = "http://127.0.0.1:8080"
PASSWORD = "a lantern, two oars"

KEY = SigningKey("local_Tests0000", [RSAKey.generate_key(2048, private=True, auto_kid=False)])
"""One for all tests: making one takes a tenth of a second."""


class Postbag:
    """Letters as they were sent, the newest last."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        """See `Letters`."""
        self.letters.append(letter)


class CheapPasswords(Argon2Passwords):
    """The real thing at a low cost; counts how often it works."""

    def __init__(self) -> None:
        super().__init__(memory_kib=64, time_cost=1)
        self.hashes = 0

    async def hash(self, password: str) -> str:
        self.hashes += 1
        return await super().hash(password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        self.hashes += 1
        return await super().verify(password, password_hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInScene:
    """Everything a test of sign-in may want to hold."""

    clock: SteppedClock
    letters: Postbag
    passwords: CheapPasswords
    users: CachedUsers
    sessions: CachedSessions
    grants: SqliteGrants
    access_tokens: AccessTokenVerifier
    answer_client: AnswerClient
    identity_provider: OidcProvider
    authenticate: AuthenticateCaller
    add_account: AddAccount
    make_tokens: MakeTokens
    first_sign_in: FirstSignIn
    cookies: Cookies
    app: Litestar
    public_url: str

    def browser(self) -> "Browser":
        """A browser with no cookies."""
        return Browser(self)

    async def add(self, handle: str = "ada", *, password: str = PASSWORD) -> User:
        """Somebody who can sign in."""
        return await self.add_account(
            handle=handle, display_name=handle.title(), email=f"{handle}@example.org", password=password
        )

    def known(self, token: str) -> Caller | None:
        """The caller that this process knows a bearer token to be."""
        return self.authenticate.known(Credentials(f"Bearer {token}".encode(), None))


def compose(
    database: Database,
    clock: SteppedClock,
    *,
    public_url: str = PUBLIC_URL,
    random: Random | None = None,
    signer: Signer = KEY,
    take: Any = None,
    bundle: Path | None = None,
) -> SignInScene:
    """Put sign-in together."""
    random = random or SystemRandom()
    letters = Postbag()
    passwords = CheapPasswords()
    users = CachedUsers(SqliteUsers(database, clock), clock)
    sessions = CachedSessions(SqliteSessions(database), clock)
    accounts, tickets = SqliteAccounts(database), SqliteTickets(database)
    grants, attempts = SqliteGrants(database), SqliteAttempts(database)
    base_url = public_url + PREFIX
    client = Client(CLIENT, (redirect_uri(public_url),), (f"{public_url}/",))

    gets: dict[str, Any] = {}
    posts: dict[str, Any] = {}
    identity_provider = OidcProvider(
        transport=InProcessTransport(gets, posts),
        clock=clock,
        issuer=signer.issuer,
        client_id=CLIENT,
        discovery_url=f"{base_url}/{signer.pool_id}",
    )
    access_tokens = AccessTokenVerifier(
        issuer=signer.issuer,
        clients=(CLIENT,),
        keys=identity_provider.keys,
        clock=clock,
        is_revoked=grants.is_revoked,
    )
    exchange_code = ExchangeCode(
        accounts=accounts,
        grants=grants,
        signer=signer,
        clock=clock,
        random=random,
        forget_token=access_tokens.forget,
    )
    answer_client = AnswerClient(
        base_url=base_url,
        clients=(client,),
        signer=signer,
        accounts=accounts,
        exchange_code=exchange_code,
        access_tokens=access_tokens,
    )
    gets.update(answer_client.gets())
    posts.update(answer_client.posts())

    first_sign_in = FirstSignIn(users=users, clock=clock, random=random)
    cookies = Cookies(is_https=public_url.startswith("https:"))
    authenticate = AuthenticateCaller(
        access_tokens=access_tokens,
        provider=identity_provider,
        first_sign_in=first_sign_in,
        users=users,
        sessions=sessions,
        known_session=sessions.known,
        cookies=cookies,
        clock=clock,
    )
    relying_party = RelyingParty(
        public_url=public_url,
        provider=identity_provider,
        open_session=OpenSession(
            provider=identity_provider, first_sign_in=first_sign_in, sessions=sessions, clock=clock, random=random
        ),
        sessions=sessions,
        cookies=cookies,
        clock=clock,
        random=random,
    )
    assets = load_assets(f"{PREFIX}/assets", bundle=bundle)
    provider = Provider(
        answer_client=answer_client,
        sign_in=SignIn(accounts=accounts, attempts=attempts, passwords=passwords, clock=clock),
        sign_up=SignUp(
            accounts=accounts, tickets=tickets, passwords=passwords, letters=letters, clock=clock, random=random
        ),
        confirm_account=ConfirmAccount(accounts=accounts, tickets=tickets, users=users, clock=clock, random=random),
        request_recovery=RequestRecovery(
            accounts=accounts, tickets=tickets, letters=letters, clock=clock, random=random
        ),
        recover_password=RecoverPassword(
            accounts=accounts,
            tickets=tickets,
            attempts=attempts,
            passwords=passwords,
            users=users,
            sessions=sessions,
            clock=clock,
        ),
        grant_code=GrantCode(grants=grants, clock=clock, random=random),
        pages=Pages(assets=assets.addresses, home=f"{public_url}/"),
        random=random,
        take=take or (lambda _: None),
    )
    return SignInScene(
        clock=clock,
        letters=letters,
        passwords=passwords,
        users=users,
        sessions=sessions,
        grants=grants,
        access_tokens=access_tokens,
        answer_client=answer_client,
        identity_provider=identity_provider,
        authenticate=authenticate,
        add_account=AddAccount(
            accounts=accounts, passwords=passwords, first_sign_in=first_sign_in, clock=clock, random=random
        ),
        make_tokens=MakeTokens(
            accounts=accounts, users=users, signer=signer, clock=clock, random=random, client_id=CLIENT
        ),
        first_sign_in=first_sign_in,
        cookies=cookies,
        app=Litestar(
            route_handlers=[*routes(provider, assets), *auth_routes(relying_party)],
            openapi_config=None,
            logging_config=None,
            exception_handlers={Refusal: _refused},
        ),
        public_url=public_url,
    )


def _refused(_: Any, refusal: Refusal) -> Response[bytes]:
    """What the door around the routes does with a refusal."""
    answer = problems.refused(refusal)
    headers = {name.decode(): value.decode() for name, value in answer.headers if name != b"content-type"}
    return Response(answer.body, status_code=answer.status, headers=headers, media_type="application/problem+json")


class Browser:
    """Follows links and sends forms over HTTP, like a browser without scripts."""

    def __init__(self, scene: SignInScene) -> None:
        self.scene = scene
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(cast("Any", scene.app)), base_url=scene.public_url, follow_redirects=False
        )
        self.page: httpx.Response | None = None

    async def get(self, url: str, **options: Any) -> httpx.Response:
        """Open an address, without following it further."""
        self.page = await self.http.get(url, **options)
        return self.page

    async def follow(self, response: httpx.Response) -> httpx.Response:
        """Follow redirects to the end, or to the product's own pages."""
        while response.is_redirect:
            place = response.headers["location"]
            if urlsplit(place).path.startswith(("/auth", "/oidc")):
                response = await self.get(place)
            else:
                break
        return response

    async def begin(self, return_to: str = "/messages", **query: str) -> httpx.Response:
        """Go to sign in: the provider's page."""
        return await self.follow(await self.get("/auth/login", params={"return_to": return_to, **query}))

    async def submit(
        self, *, headers: Mapping[str, str] | None = None, fields: Mapping[str, str] | None = None, **more: str
    ) -> httpx.Response:
        """Send the form of the page that is open."""
        assert self.page is not None
        html = self.page.text
        action = _found(r'<form[^>]* action="([^"]+)"', html)
        token = _found(r'name="form_token" value="([^"]+)"', html)
        sent = {"origin": self.scene.public_url, "sec-fetch-site": "same-origin", **(headers or {})}
        self.page = await self.http.post(action, data={"form_token": token, **(fields or {}), **more}, headers=sent)
        return self.page

    async def sign_in(self, name: str = "ada", password: str = PASSWORD) -> httpx.Response:
        """The whole way, to the redirect back to the product."""
        await self.begin()
        return await self.follow(await self.submit(name=name, password=password))

    @property
    def session(self) -> str | None:
        """The session's secret, None when signed out."""
        return self.http.cookies.get(self.scene.cookies.session_name)

    async def caller(self) -> Caller:
        """Who this browser is to the API."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items()).encode()
        return await self.scene.authenticate(Credentials(None, cookie or None))


def query_of(response: httpx.Response) -> dict[str, str]:
    """The query of where a redirect leads."""
    return {name: values[0] for name, values in parse_qs(urlsplit(response.headers["location"]).query).items()}


def _found(pattern: str, html: str) -> str:
    found = re.search(pattern, html)
    assert found is not None, html
    return unescape(found[1])
