"""`./cruddur verify`: clients, faults, and a verdict on what came of it."""

import asyncio
import base64
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import click
import msgspec
from rich_click import RichCommand

from cruddur import bootstrap, settings
from cruddur.entrypoints.cli.failure import Failure, Misuse
from cruddur.entrypoints.cli.lazy import CHECKOUT
from cruddur.entrypoints.cli.program import Program, program
from cruddur.entrypoints.cli.verify_report import show
from cruddur.settings import Settings
from cruddur.verify.connection import NoAnswer
from cruddur.verify.deployment import Deployment, Start, Ways, given, own_servers
from cruddur.verify.dice import Dice
from cruddur.verify.host import CannotStart, server_command
from cruddur.verify.nemesis import Restarts
from cruddur.verify.report import INVALID, UNKNOWN, Report
from cruddur.verify.run import tried
from cruddur.verify.trial import CannotTry, Load

HANDLES = tuple(f"person{number}" for number in range(8))
MOST_STALE_S = 2.0
"""How old a read may be where several hosts share the engines."""

EXIT_CODES = {INVALID: 1, UNKNOWN: 3}

TROUBLED_HOST = "tests.proof.troubled_host"
SKEW = "CRUDDUR_TESTS_CLOCK_SKEW_S"
"""Read by the module above alone, which lies beside the product: a checkout's trials have hosts with wrong clocks,
and change streams that repeat and shuffle what they bring."""

Tell = Callable[[int, int], None]
MakeTokens = Callable[[Settings, Sequence[str]], list[str]]


@click.command(cls=RichCommand)
@click.option(
    "--sends", type=click.IntRange(1), metavar="N", default=2000, show_default=True, help="Answered messages."
)
@click.option("--faults", type=click.IntRange(0), metavar="N", default=30, show_default=True, help="Faults among them.")
@click.option(
    "--seconds",
    type=click.FloatRange(1, 86_400),
    metavar="S",
    default=480.0,
    show_default=True,
    help="No longer than this.",
)
@click.option("--seed", metavar="SEED", default="1", show_default=True, help="Of every die that is thrown.")
@click.option(
    "--column",
    type=click.Choice(("one", "cloud")),
    default="one",
    show_default=True,
    help="One server on SQLite; or two on DynamoDB, PostgreSQL and Redis, which run on this machine too.",
)
@click.option("--url", "urls", multiple=True, metavar="URL", help="A host of a deployment that is there; repeatable.")
@click.option("--token", "tokens", multiple=True, metavar="TOKEN", help="A test person's bearer token; two at least.")
@click.option("--json", "is_json", is_flag=True, help="One JSON document instead of a table.")
def verify(
    *,
    sends: int,
    faults: int,
    seconds: float,
    seed: str,
    column: Literal["one", "cloud"],
    urls: tuple[str, ...],
    tokens: tuple[str, ...],
    is_json: bool,
) -> int:
    """Send, read and listen under faults, and check everything that was seen.

    Without --url, on servers of its own, in a folder that is gone afterwards: they are killed and paused too.
    With --url, on a deployment that is there: its rate limits count, and only the way to it is disturbed.

    The verdict is VALID (exit 0), INVALID (exit 1), or UNKNOWN (exit 3) when there was too little load or too
    few faults to say anything.
    """
    if bool(urls) != bool(tokens):
        raise Misuse("--url and --token go together.")
    wanted = Wanted(Load(sends=sends, faults=faults, seconds=seconds), seed, program())
    try:
        if urls:
            report = _on_what_is_there(wanted, urls, tokens)
        else:
            report = _on_servers_of_its_own(wanted, is_cloud=column == "cloud")
    except (CannotTry, CannotStart) as reason:
        raise Failure(str(reason)) from reason
    except NoAnswer as silent:
        raise Failure("the deployment does not answer, though nobody disturbs it now.") from silent
    if is_json:
        click.echo(msgspec.json.encode(report.as_dict()).decode())
    else:
        show(report, rate_limits="as deployed" if urls else "lifted")
    return EXIT_CODES.get(report.verdict, 0)


class Wanted(NamedTuple):
    """What a trial is to be, and the program that it is made with."""

    load: Load
    seed: str
    program: Program


def _on_what_is_there(wanted: Wanted, urls: Sequence[str], tokens: Sequence[str]) -> Report:
    """Try a deployment that is there."""

    async def run() -> Report:
        async with given(urls, Dice(f"{wanted.seed} way")) as deployment:
            return await _tried(wanted, deployment, tokens, stale_after_s=MOST_STALE_S)

    return _run(run())


def _on_servers_of_its_own(wanted: Wanted, *, is_cloud: bool) -> Report:
    """Make people, start servers, and try them; nothing is left afterwards."""
    from cruddur import bootstrap_operators

    with tempfile.TemporaryDirectory(prefix="cruddur-verify-") as folder, ExitStack() as running:
        chosen = settings.load({}, data_dir=Path(folder) / "first")
        restarts: Restarts = {}
        if is_cloud:
            try:
                right = running.enter_context(bootstrap_operators.engines_on_this_machine(chosen))
            except bootstrap.CannotOpen as refused:
                raise Failure(str(refused)) from refused
            chosen, restarts = right.settings, right.restarts
        asyncio.run(_add_people(chosen, password=Path(folder).name))
        is_skewed = (CHECKOUT / "pyproject.toml").is_file()
        starts = _starts(chosen, Path(folder), wanted.program.make_tokens, is_cloud=is_cloud, is_skewed=is_skewed)

        async def run() -> Report:
            engines = _addresses(chosen) if is_cloud else None
            async with own_servers(starts, Dice(f"{wanted.seed} way"), engines, restarts) as deployment:
                # The keys that tokens are signed with are made by the first server's first start.
                tokens = await asyncio.to_thread(wanted.program.make_tokens, chosen, HANDLES)
                stale_after_s = MOST_STALE_S if is_cloud else 0.0
                skew = SKEW if is_skewed else ""
                return await _tried(wanted, deployment, tokens, skew=skew, stale_after_s=stale_after_s)

        return _run(run())


def _starts(chosen: Settings, folder: Path, make_tokens: MakeTokens, *, is_cloud: bool, is_skewed: bool) -> list[Start]:
    """Return how each server is started: one, or two that share the engines."""
    module = TROUBLED_HOST if is_skewed else "cruddur"
    common: dict[str, str] = {}
    if is_skewed:
        common["PYTHONPATH"] = os.pathsep.join(filter(None, (str(CHECKOUT), *sys.path)))

    async def first(ports: Sequence[int], ways: Ways) -> Mapping[str, str]:
        del ports
        return {**common, **_led_through(chosen, ways)}

    if not is_cloud:
        return [Start(server_command(module, "up", "--empty"), chosen.data_dir, first)]

    async def second(ports: Sequence[int], ways: Ways) -> Mapping[str, str]:
        """Trust the first server's sign-in, as both would trust one provider."""
        token = (await asyncio.to_thread(make_tokens, chosen, HANDLES[:1]))[0]
        issuer = _issuer(token)
        pool = issuer.rsplit("/", 1)[-1]
        description = f"http://127.0.0.1:{ports[0]}/oidc/{pool}/.well-known/openid-configuration"
        return {**await first(ports, ways), "OIDC_ISSUER": issuer, "OIDC_DISCOVERY_URL": description}

    serve = server_command(module, "serve")
    return [Start(serve, chosen.data_dir, first), Start(serve, folder / "second", second)]


def _addresses(chosen: Settings) -> Ways:
    """Return where the engines are."""
    found: dict[str, tuple[str, int]] = {}
    for name, (_, address) in _engines(chosen).items():
        parts = urlsplit(address)
        assert parts.hostname is not None
        assert parts.port is not None
        found[name] = (parts.hostname, parts.port)
    return found


def _led_through(chosen: Settings, ways: Ways) -> Mapping[str, str]:
    """Return the settings that lead a server to the engines by these ways."""
    found: dict[str, str] = {}
    for name, (host, port) in ways.items():
        variable, address = _engines(chosen)[name]
        parts = urlsplit(address)
        credentials, at, _ = parts.netloc.rpartition("@")
        found[variable] = parts._replace(netloc=f"{credentials}{at}{host}:{port}").geturl()
    return found


def _engines(chosen: Settings) -> Mapping[str, tuple[str, str]]:
    """Return each engine's setting and address, by its name."""
    named = {
        "dynamodb": ("AWS_ENDPOINT_URL_DYNAMODB", chosen.dynamodb_url),
        "postgres": ("CONNECTION_URL", chosen.connection_url),
        "redis": ("CRUDDUR_REDIS_URL", chosen.redis_url),
    }
    return {name: (variable, address) for name, (variable, address) in named.items() if address is not None}


def _issuer(token: str) -> str:
    """Return who signed a token, as it says itself."""
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["iss"]


async def _tried(
    wanted: Wanted, deployment: Deployment, tokens: Sequence[str], *, skew: str = "", stale_after_s: float
) -> Report:
    return await tried(
        deployment,
        tokens,
        wanted.load,
        seed=wanted.seed,
        salt=f"{os.getpid()} {asyncio.get_running_loop().time()}",
        tell=_progress(wanted.load),
        skew=skew,
        stale_after_s=stale_after_s,
    )


def _run(trial: Coroutine[Any, Any, Report]) -> Report:
    """Run it to its end. SIGTERM ends it as Ctrl-C does: the servers must not be left behind."""
    import uvloop

    async def interruptible() -> Report:
        task = asyncio.ensure_future(trial)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    return uvloop.run(interruptible())


async def _add_people(chosen: Settings, *, password: str) -> None:
    """Make people in a new folder."""
    from cruddur import bootstrap_sign_in

    async with bootstrap.open_engines(chosen) as engines:
        add_account = bootstrap_sign_in.add_account(engines)
        for handle in HANDLES:
            email = f"{handle}@verify.example"
            await add_account(handle=handle, display_name=handle.title(), email=email, password=password)


def _progress(load: Load) -> Tell:
    """Return what tells a person at a terminal how far it is."""
    is_told = sys.stderr.isatty()

    def tell(sends: int, faults: int) -> None:
        if is_told:
            click.echo(f"\r{sends:,} of {load.sends:,} sends, {faults} of {load.faults} faults  ", err=True, nl=False)

    return tell
