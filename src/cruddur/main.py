"""Composes the doors into the process that `up` and `serve` start.

One process, one event loop: the HTTP door with the provider's pages and the relying party in it, and the
projector as a task beside it. Doors are imported inside functions, so that a quick command loads nothing
that it does not use.
"""

import asyncio
import contextlib
import gc
import socket
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from cruddur import bootstrap, bootstrap_sign_in
from cruddur.bootstrap import Engines
from cruddur.bootstrap_sign_in import BuiltIn, SigningIn
from cruddur.domain.errors import Unavailable
from cruddur.entrypoints.cli.failure import Failure
from cruddur.settings import Settings
from cruddur.usecases.sweep_sign_in import SweepSignIn

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from cruddur.entrypoints.http.app import AsgiApp
    from cruddur.entrypoints.http.live_admission import AdmitSocket
    from cruddur.entrypoints.live.door import LiveDoor
    from cruddur.entrypoints.metrics.requests import RequestMeter
    from cruddur.entrypoints.projector.projector import Projector

SIGN_IN_BURST_S = 20.0
"""Seconds of sign-in attempts that an address may save up."""
SWEEP_EVERY_S = 3600.0


async def serve_doors(
    settings: Settings, engines: Engines, listener: socket.socket, url: str, ready: Callable[[], None]
) -> None:
    """Serve every door until the process is asked to stop.

    Args:
        url: the address that browsers use.
        ready: called once requests are answered.
    Raises:
        Failure: the port for metrics is taken.
    """
    _leave_out("pydantic")  # 9 MB, where it happens to lie beside us: Litestar loads a plugin for it
    from cruddur.entrypoints.http import auth, server
    from cruddur.entrypoints.metrics.requests import RequestMeter
    from cruddur.entrypoints.projector.indexer import Indexer
    from cruddur.entrypoints.projector.projector import Projector
    from cruddur.entrypoints.provider.routes import PREFIX

    usecases = bootstrap.use_cases(
        log=engines.log,
        groups=engines.groups,
        inbox=engines.inbox,
        users=engines.users,
        accounts=None if settings.oidc_issuer else bootstrap_sign_in.accounts(engines),
        sessions=engines.sessions,
        search=engines.search,
        bus=engines.bus,
        clock=engines.clock,
        random=engines.random,
    )
    projector = Projector(engines.changes("projector"), usecases.project_inbox, engines.clock)
    indexing = bootstrap.Indexing(engines.search, engines.changes, usecases.index_messages)
    async with bootstrap_sign_in.open_sign_in(
        settings,
        engines,
        base_url=url + PREFIX,
        redirect_uri=auth.redirect_uri(url),
        sign_out_uri=f"{url}/",
    ) as signing_in:
        meter = None if settings.metrics_port is None else RequestMeter()
        app, live = _http(settings, engines, usecases, signing_in, url, meter)
        # Two would be harmless, and twice as dear. What is in SQLite nobody else can follow.
        follows = settings.projector == "here" or settings.dynamodb_url is None
        stop = server.stop_on_signals()
        async with (
            _measured(settings, engines, meter, projector, live),
            _beside(
                stop,
                projector.run() if follows else _watching(engines, live),
                *([Indexer(*indexing).run()] if follows or settings.connection_url is None else []),
                live.run(),
                _sweeping(signing_in.sweep),
            ),
        ):
            gc.collect()
            gc.freeze()  # what was made so far lives as long as the process: the collector need not walk it again
            try:
                await server.serve(
                    app,
                    listener=listener,
                    stop=stop,
                    on_listening=ready,
                    on_stopping=live.close,
                    forwarded_allow_ips=settings.forwarded_allow_ips,
                )
            finally:
                await projector.stop()


async def follow_stream(projection: bootstrap.Projection, ready: Callable[[], None]) -> None:
    """Carry the change stream into inboxes and the search index, and nothing else, until the process is asked to stop."""
    from cruddur.entrypoints.http import server
    from cruddur.entrypoints.projector.indexer import Indexer
    from cruddur.entrypoints.projector.projector import Projector

    projector = Projector(projection.changes, projection.project_inbox, projection.clock)
    stop = server.stop_on_signals()
    indexing = [] if projection.indexing is None else [Indexer(*projection.indexing).run()]
    async with _beside(stop, projector.run(), *indexing):
        ready()
        try:
            await stop.wait()
        finally:
            await projector.stop()


def _http(
    settings: Settings,
    engines: Engines,
    usecases: bootstrap.UseCases,
    signing_in: SigningIn,
    url: str,
    meter: "RequestMeter | None",
) -> "tuple[AsgiApp, LiveDoor]":
    """Return the HTTP door, with the doors of sign-in and of the live socket in it, and the latter."""
    from cruddur.entrypoints.http import auth, rates, static
    from cruddur.entrypoints.http.app import create_app
    from cruddur.entrypoints.http.authenticate import AuthenticateCaller
    from cruddur.entrypoints.http.cookies import Cookies
    from cruddur.entrypoints.http.live_admission import AdmitSocket

    clock, random = engines.clock, engines.random
    cookies = Cookies(is_https=url.startswith("https:"))
    relying_party = auth.RelyingParty(
        public_url=url,
        provider=signing_in.identity_provider,
        open_session=signing_in.open_session,
        sessions=engines.sessions,
        cookies=cookies,
        clock=clock,
        random=random,
    )
    authenticate = AuthenticateCaller(
        access_tokens=signing_in.access_tokens,
        provider=signing_in.identity_provider,
        first_sign_in=signing_in.first_sign_in,
        users=engines.users,
        sessions=engines.sessions,
        known_session=engines.sessions.known,
        cookies=cookies,
        clock=clock,
    )
    limits = rates.limits(
        clock.monotonic_s,
        sends_per_s=settings.rate_sends,
        lookups_per_s=settings.rate_lookups,
        new_groups_per_hour=settings.rate_new_groups,
        credentials_per_s=settings.rate_credentials,
    )
    bundle = static.find_bundle()
    built_in = () if signing_in.built_in is None else _provider(settings, engines, signing_in.built_in, bundle, url)
    live = _live(engines, usecases, AdmitSocket(authenticate, limits, origin=url.encode()))
    app = create_app(
        usecases,
        authenticate,
        limits=limits,
        clock=clock,
        random=random,
        is_ready=lambda: _answers(engines.ping),
        public_url=url,
        bundle=bundle,
        handlers=[*auth.auth_routes(relying_party), *built_in],
        live=live,
        observe=None if meter is None else meter.observe,
    )
    return app, live


@asynccontextmanager
async def _measured(
    settings: Settings, engines: Engines, meter: "RequestMeter | None", projector: "Projector", live: "LiveDoor"
) -> AsyncGenerator[None]:
    """Serve the metrics beside the block, where a port is set for them.

    Raises:
        Failure: the port is taken.
    """
    if meter is None or settings.metrics_port is None:
        yield
        return
    from cruddur.entrypoints.metrics.door import Sources, served

    sources = Sources(
        requests=meter, projector=projector, sockets=live.hub, caches=engines.caches, units=engines.capacity
    )
    with contextlib.ExitStack() as serving:
        try:
            serving.enter_context(served(sources, port=settings.metrics_port))
        except OSError as taken:
            raise Failure(f"metrics cannot be served on port {settings.metrics_port}: {taken.strerror}.") from taken
        yield


def _live(engines: Engines, usecases: bootstrap.UseCases, admit: "AdmitSocket") -> "LiveDoor":
    """Return the door of the live socket."""
    from cruddur.entrypoints.http.live_present import LivePresent
    from cruddur.entrypoints.live.door import LiveDoor
    from cruddur.entrypoints.live.hub import Hub

    present = LivePresent(engines.users)
    return LiveDoor(
        hub=Hub(groups=engines.groups, present=present, loop=asyncio.get_running_loop()),
        admit=admit,
        bus=engines.bus,
        presence=engines.presence,
        groups=engines.groups,
        inbox=engines.inbox,
        users=engines.users,
        mark_read=usecases.mark_read,
        clock=engines.clock,
        random=engines.random,
    )


def _leave_out(library: str) -> None:
    """Have a library that nothing here uses look as if it were not installed, unless somebody has loaded it."""
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    modules.setdefault(library, None)


async def _watching(engines: Engines, live: "LiveDoor") -> None:
    """See rows arrive that a projector elsewhere moves."""
    from cruddur.entrypoints.live.row_watch import RowWatch

    await RowWatch(
        hub=live.hub, bus=engines.bus, groups=engines.groups, inbox=engines.inbox, forget=engines.forget_unread
    ).run()


def _provider(
    settings: Settings, engines: Engines, built_in: BuiltIn, bundle: Path | None, url: str
) -> "Sequence[HTTPRouteHandler]":
    """Return the routes of the built-in provider."""
    from cruddur.entrypoints.http.rates import TokenBuckets
    from cruddur.entrypoints.provider.assets import load_assets
    from cruddur.entrypoints.provider.pages import Pages
    from cruddur.entrypoints.provider.provider import Provider
    from cruddur.entrypoints.provider.routes import PREFIX, routes

    assets = load_assets(f"{PREFIX}/assets", bundle=bundle)
    per_s = settings.rate_sign_in
    attempts = TokenBuckets(per_s, per_s * SIGN_IN_BURST_S, now_s=engines.clock.monotonic_s, fails="closed")
    provider = Provider(
        answer_client=built_in.answer_client,
        sign_in=built_in.sign_in,
        sign_up=built_in.sign_up,
        confirm_account=built_in.confirm_account,
        request_recovery=built_in.request_recovery,
        recover_password=built_in.recover_password,
        grant_code=built_in.grant_code,
        pages=Pages(assets=assets.addresses, home=f"{url}/"),
        random=engines.random,
        take=attempts.take,
    )
    return routes(provider, assets)


async def _sweeping(sweep: SweepSignIn) -> None:
    """Delete what sign-in no longer needs, now and every hour."""
    while True:
        with contextlib.suppress(Unavailable):  # nothing depends on it; the next hour will do
            await sweep()
        await asyncio.sleep(SWEEP_EVERY_S)


@asynccontextmanager
async def _beside(stop: asyncio.Event, *work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Run tasks beside the block. One that fails stops the server, and its error is raised in the end."""

    def ended(task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            stop.set()

    tasks = [asyncio.create_task(each) for each in work]
    for task in tasks:
        task.add_done_callback(ended)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()


async def _answers(ping: Callable[[], Awaitable[None]]) -> bool:
    """Say whether the engines answer."""
    try:
        await ping()
    except Unavailable:
        return False
    return True
