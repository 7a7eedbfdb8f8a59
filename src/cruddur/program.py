"""What the command line starts: the implementation of `entrypoints.cli.program.Program`.

Addresses, folders, demo people and expected trouble are dealt with here; the doors are composed in `main`.
"""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Sequence
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from cruddur import bootstrap, bootstrap_sign_in
from cruddur.bootstrap import CannotOpen, Engines
from cruddur.entrypoints.cli.failure import Failure, Misuse
from cruddur.settings import Settings

T = TypeVar("T")


def up(settings: Settings, *, empty: bool, cloud: bool) -> None:
    """See `entrypoints.cli.program.Program`."""
    if not cloud:
        _run_server(settings, lambda listener: _up(settings, listener, empty=empty))
        return
    from cruddur import bootstrap_operators

    try:
        with bootstrap_operators.engines_on_this_machine(settings) as right:
            _run_server(settings, lambda listener: _up(right.settings, listener, empty=empty, is_new=right.is_new))
    except CannotOpen as refused:
        raise Failure(str(refused)) from refused


def serve(settings: Settings) -> None:
    """See `entrypoints.cli.program.Program`."""
    _run_server(settings, lambda listener: _serve(settings, listener))


def project(settings: Settings) -> None:
    """See `entrypoints.cli.program.Program`."""
    import uvloop

    from cruddur.bootstrap_operators import as_it_runs
    from cruddur.entrypoints.cli import hints, logs
    from cruddur.main import follow_stream

    settings = as_it_runs(settings)
    if settings.dynamodb_url is None:
        raise Misuse(
            f"the messages in {settings.data_dir} are in SQLite, whose server projects them itself; "
            "AWS_ENDPOINT_URL_DYNAMODB says where there is a DynamoDB."
        )
    logs.configure(settings.log_level)

    async def followed() -> None:
        async with bootstrap.open_projection(settings) as projection:
            await follow_stream(projection, hints.projecting)

    _run(uvloop.run, followed())
    hints.stopped()


def seed(settings: Settings) -> int:
    """See `entrypoints.cli.program.Program`."""

    async def seeded() -> int:
        async with bootstrap.open_engines(settings) as engines:
            return await _seed(settings, engines)

    return _run(asyncio.run, seeded())


def make_tokens(settings: Settings, handles: Sequence[str]) -> list[str]:
    """See `entrypoints.cli.program.Program`."""
    from cruddur.bootstrap_operators import as_it_runs

    async def tokens() -> list[str]:
        async with bootstrap.open_engines(as_it_runs(settings), exclusive=False) as engines:
            return await bootstrap_sign_in.make_tokens(settings, engines)(handles)

    if not bootstrap.has_database(settings):
        raise Failure(f"{settings.data_dir} holds no database: `./cruddur up` makes one, --data-dir names another.")
    return _run(asyncio.run, tokens())


async def _up(settings: Settings, listener: socket.socket, *, empty: bool, is_new: bool = False) -> None:
    from cruddur.entrypoints.cli import hints
    from cruddur.entrypoints.cli.demo import seeding
    from cruddur.entrypoints.cli.demo.seed import PASSWORD, PEOPLE

    url = _address(settings, listener)
    is_to_seed = not empty and (
        is_new or not bootstrap.has_database(settings) or seeding.was_broken_off(settings.data_dir)
    )
    if is_to_seed:
        _refuse_demo_beyond_loopback(settings)
    async with bootstrap.open_engines(settings) as engines:
        if is_to_seed:
            await _seed(settings, engines)
        has_demo = await bootstrap_sign_in.accounts(engines).has_demo()

        def ready() -> None:
            hints.welcome(url, data_dir=settings.data_dir, handles=tuple(PEOPLE) if has_demo else (), password=PASSWORD)
            hints.ready(url)

        await _serve_doors(settings, engines, listener, url, ready)


async def _serve(settings: Settings, listener: socket.socket) -> None:
    from cruddur.entrypoints.cli import hints

    url = _address(settings, listener)
    async with bootstrap.open_engines(settings) as engines:
        await _serve_doors(settings, engines, listener, url, lambda: hints.ready(url))


async def _serve_doors(
    settings: Settings, engines: Engines, listener: socket.socket, url: str, ready: Callable[[], None]
) -> None:
    """See `main.serve_doors`.

    Raises:
        Failure: there are demo people, and others than this machine could reach them.
    """
    from cruddur.main import serve_doors

    if await bootstrap_sign_in.accounts(engines).has_demo():
        _refuse_demo_beyond_loopback(settings)
    await serve_doors(settings, engines, listener, url, ready)


async def _seed(settings: Settings, engines: Engines) -> int:
    """Write the demo people, their accounts and conversations; return how many messages were new."""
    from cruddur.entrypoints.cli.demo import seeding
    from cruddur.entrypoints.cli.demo.seed import PASSWORD, PEOPLE, email_of, seed

    with seeding.under_way(settings.data_dir):
        seeded = await seed(users=engines.users, log=engines.log, now=engines.clock.now())
        add_account = bootstrap_sign_in.add_account(engines)
        for handle, name in PEOPLE.items():
            await add_account(handle=handle, display_name=name, email=email_of(handle), password=PASSWORD, is_demo=True)
    return seeded.messages


def _refuse_demo_beyond_loopback(settings: Settings) -> None:
    """See that demo people, whose password is public, are offered to this machine alone.

    Raises:
        Failure: others could reach them, at the address that is listened on or by way of a proxy.
    """
    public_host = urlsplit(settings.public_url).hostname if settings.public_url else None
    for host in (settings.host, public_host or settings.host):
        if not _is_loopback(host):
            raise Failure(
                f"demo people have a password that everybody knows, so they are not served on {host}: "
                "stay on this machine, or use a folder without them (--empty, --data-dir)."
            )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check(settings: Settings) -> None:
    """See that a server can be run on these settings.

    Raises:
        Misuse: one is missing; the sentence names it.
    """
    if settings.public_url is None and not _is_loopback(settings.host):
        raise Misuse(
            "CRUDDUR_PUBLIC_URL must say by which address browsers come, "
            f"since sign-in leads them back there and {settings.host} is not this machine alone."
        )


def _address(settings: Settings, listener: socket.socket) -> str:
    """Return the address for browsers."""
    if settings.public_url is not None:
        return settings.public_url
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listener.getsockname()[1]}"


def _run_server(settings: Settings, serving: Callable[[socket.socket], Coroutine[Any, Any, None]]) -> None:
    """Take the address, then run `serving` on it until it is stopped.

    Raises:
        Failure: engines or address cannot be had.
    """
    import uvloop

    from cruddur.entrypoints.cli import hints, logs
    from cruddur.entrypoints.http import server

    _check(settings)
    logs.configure(settings.log_level)
    try:
        with server.listen(settings.host, settings.port) as listener:
            _run(uvloop.run, serving(listener))
    except server.CannotListen as refused:
        raise Failure(f"{refused}; --port and --host choose another address.") from refused
    hints.stopped()


def _run(runner: Callable[[Coroutine[Any, Any, T]], T], work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end.

    Raises:
        Failure: the engines cannot be opened.
    """
    try:
        return runner(work)
    except CannotOpen as refused:
        raise Failure(str(refused)) from refused
