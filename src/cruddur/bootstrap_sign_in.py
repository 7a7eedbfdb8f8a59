"""The second half of `bootstrap`: chooses who signs people in, and builds the verbs of sign-in.

Without `OIDC_ISSUER` that is the built-in provider, whose accounts and key lie in the data folder; with it,
the provider that is named, and nothing of the built-in one is opened.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cruddur.bootstrap import CannotOpen, Engines
from cruddur.domain.authorization import Client
from cruddur.ports.accounts import Accounts, Grants
from cruddur.ports.passwords import Passwords
from cruddur.ports.tokens import AccessTokens, IdentityProvider
from cruddur.settings import Settings
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
from cruddur.usecases.sweep_sign_in import Sweepable, SweepSignIn

if TYPE_CHECKING:
    from cruddur.adapters.oidc.access_tokens import AccessTokenVerifier
    from cruddur.adapters.oidc.provider import OidcProvider
    from cruddur.adapters.oidc.transport import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """The verbs of the built-in provider, and its stores of things that end."""

    answer_client: AnswerClient
    sign_in: SignIn
    sign_up: SignUp
    confirm_account: ConfirmAccount
    request_recovery: RequestRecovery
    recover_password: RecoverPassword
    grant_code: GrantCode
    sweepable: Sequence[Sweepable]


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """What the doors of sign-in are made of.

    Attributes:
        built_in: None with a foreign provider.
    """

    identity_provider: IdentityProvider
    access_tokens: AccessTokens
    first_sign_in: FirstSignIn
    open_session: OpenSession
    sweep: SweepSignIn
    built_in: BuiltIn | None


@asynccontextmanager
async def open_sign_in(
    settings: Settings, engines: Engines, *, base_url: str, redirect_uri: str, sign_out_uri: str
) -> AsyncGenerator[SigningIn]:
    """Build sign-in over engines that are open.

    Args:
        base_url: where browsers reach the built-in provider.
        redirect_uri, sign_out_uri: where it may send them back to, to the character.
    Raises:
        CannotOpen: the built-in provider's key cannot be used.
    """
    async with AsyncExitStack() as opened:
        if settings.oidc_issuer is not None:
            yield _foreign(settings, engines, settings.oidc_issuer, opened)
        else:
            client = Client(settings.oidc_client_id, (redirect_uri,), (sign_out_uri,))
            yield _built_in(settings, engines, client, base_url, opened)


def accounts(engines: Engines) -> Accounts:
    """Return the accounts of the built-in provider."""
    from cruddur.adapters.sqlite.accounts import SqliteAccounts

    return SqliteAccounts(engines.local.db)


def add_account(engines: Engines) -> AddAccount:
    """Return what lets somebody sign in at the built-in provider without a letter."""
    from cruddur.adapters.local.passwords import Argon2Passwords

    return AddAccount(
        accounts=accounts(engines),
        passwords=Argon2Passwords(),
        first_sign_in=FirstSignIn(users=engines.users, clock=engines.clock, random=engines.random),
        clock=engines.clock,
        random=engines.random,
    )


def make_tokens(settings: Settings, engines: Engines) -> MakeTokens:
    """Return what signs tokens with the data folder's key.

    Raises:
        CannotOpen: the folder has no key, or one that cannot be used.
    """
    from cruddur.adapters.local.signing_key import SigningKeyUnreadable, read_signing_key

    try:
        signer = read_signing_key(settings.data_dir)
    except FileNotFoundError as missing:
        raise CannotOpen(
            f"{settings.data_dir} has no sign-in provider yet: `./cruddur up` makes one, "
            "and --data-dir names another folder."
        ) from missing
    except SigningKeyUnreadable as unreadable:
        raise CannotOpen(str(unreadable)) from unreadable
    return MakeTokens(
        accounts=accounts(engines),
        users=engines.users,
        signer=signer,
        clock=engines.clock,
        random=engines.random,
        client_id=settings.oidc_client_id,
    )


def _foreign(settings: Settings, engines: Engines, issuer: str, opened: AsyncExitStack) -> SigningIn:
    """Sign in at the provider that the settings name."""
    from cruddur.adapters.oidc.transport import HttpTransport

    transport = HttpTransport()
    opened.push_async_callback(transport.close)
    provider = _provider(settings, engines, transport, issuer, settings.oidc_discovery_url)
    opened.push_async_callback(provider.keys.close)  # before the transport: a fetch may be under way
    return _signing_in(engines, provider, _verifier(settings, engines, provider, issuer, None), None)


def _built_in(settings: Settings, engines: Engines, client: Client, base_url: str, opened: AsyncExitStack) -> SigningIn:
    """Sign in at the provider in this process, which is asked without leaving it."""
    from cruddur.adapters.local.passwords import Argon2Passwords
    from cruddur.adapters.local.signing_key import SigningKeyUnreadable, open_signing_key
    from cruddur.adapters.oidc.transport import InProcessTransport
    from cruddur.adapters.sqlite.accounts import SqliteGrants

    try:
        signer = open_signing_key(settings.data_dir)
    except SigningKeyUnreadable as unreadable:
        raise CannotOpen(str(unreadable)) from unreadable
    gets: dict[str, Any] = {}
    posts: dict[str, Any] = {}
    grants = SqliteGrants(engines.local.db)
    discovery_url = f"{base_url}/{signer.pool_id}"
    provider = _provider(settings, engines, InProcessTransport(gets, posts), signer.issuer, discovery_url)
    opened.push_async_callback(provider.keys.close)
    access_tokens = _verifier(settings, engines, provider, signer.issuer, grants.is_revoked)
    answer_client = AnswerClient(
        base_url=base_url,
        clients=(client,),
        signer=signer,
        accounts=accounts(engines),
        exchange_code=ExchangeCode(
            accounts=accounts(engines),
            grants=grants,
            signer=signer,
            clock=engines.clock,
            random=engines.random,
            forget_token=access_tokens.forget,
        ),
        access_tokens=access_tokens,
    )
    gets.update(answer_client.gets())
    posts.update(answer_client.posts())
    passwords = Argon2Passwords()
    opened.callback(passwords.close)
    return _signing_in(engines, provider, access_tokens, _verbs(engines, answer_client, grants, passwords))


def _verbs(engines: Engines, answer_client: AnswerClient, grants: Grants, passwords: Passwords) -> BuiltIn:
    """Return what people do at the built-in provider."""
    from cruddur.adapters.local.console_letters import ConsoleLetters
    from cruddur.adapters.sqlite.accounts import SqliteAttempts, SqliteTickets

    clock, random, users = engines.clock, engines.random, engines.users
    people, letters = accounts(engines), ConsoleLetters()
    tickets, attempts = SqliteTickets(engines.local.db), SqliteAttempts(engines.local.db)
    return BuiltIn(
        answer_client=answer_client,
        sign_in=SignIn(accounts=people, attempts=attempts, passwords=passwords, clock=clock),
        sign_up=SignUp(
            accounts=people, tickets=tickets, passwords=passwords, letters=letters, clock=clock, random=random
        ),
        confirm_account=ConfirmAccount(accounts=people, tickets=tickets, users=users, clock=clock, random=random),
        request_recovery=RequestRecovery(accounts=people, tickets=tickets, letters=letters, clock=clock, random=random),
        recover_password=RecoverPassword(
            accounts=people,
            tickets=tickets,
            attempts=attempts,
            passwords=passwords,
            users=users,
            sessions=engines.sessions,
            clock=clock,
        ),
        grant_code=GrantCode(grants=grants, clock=clock, random=random),
        sweepable=(tickets, grants, attempts),
    )


def _provider(
    settings: Settings, engines: Engines, transport: "Transport", issuer: str, discovery_url: str | None
) -> "OidcProvider":
    """Return the provider as its client sees it."""
    from cruddur.adapters.oidc.provider import OidcProvider

    return OidcProvider(
        transport=transport,
        clock=engines.clock,
        issuer=issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        discovery_url=discovery_url,
    )


def _verifier(
    settings: Settings,
    engines: Engines,
    provider: "OidcProvider",
    issuer: str,
    is_revoked: Callable[[str], Awaitable[bool]] | None,
) -> "AccessTokenVerifier":
    """Return what verifies bearer tokens."""
    from cruddur.adapters.oidc.access_tokens import AccessTokenVerifier

    return AccessTokenVerifier(
        issuer=issuer,
        clients=(settings.oidc_client_id, *settings.oidc_allowed_clients),
        keys=provider.keys,
        clock=engines.clock,
        is_revoked=is_revoked,
    )


def _signing_in(
    engines: Engines, provider: IdentityProvider, access_tokens: AccessTokens, built_in: BuiltIn | None
) -> SigningIn:
    """Return what the relying party is made of, whatever the provider."""
    first_sign_in = FirstSignIn(users=engines.users, clock=engines.clock, random=engines.random)
    return SigningIn(
        identity_provider=provider,
        access_tokens=access_tokens,
        first_sign_in=first_sign_in,
        open_session=OpenSession(
            provider=provider,
            first_sign_in=first_sign_in,
            sessions=engines.sessions,
            clock=engines.clock,
            random=engines.random,
        ),
        sweep=SweepSignIn(stores=(engines.sessions, *(built_in.sweepable if built_in else ())), clock=engines.clock),
        built_in=built_in,
    )
