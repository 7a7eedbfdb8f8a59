"""`./cruddur verify`: clients, faults, and a verdict on what came of it."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import click
import msgspec
from rich_click import RichCommand

from cruddur import settings
from cruddur.entrypoints.cli.failure import Failure, Misuse
from cruddur.entrypoints.cli.lazy import CHECKOUT
from cruddur.entrypoints.cli.program import program
from cruddur.entrypoints.cli.verify_report import show
from cruddur.settings import Settings
from cruddur.verify.connection import NoAnswer
from cruddur.verify.deployment import Deployment, given, own_server
from cruddur.verify.dice import Dice
from cruddur.verify.host import CannotStart, server_command
from cruddur.verify.report import INVALID, UNKNOWN, Report
from cruddur.verify.run import tried
from cruddur.verify.trial import CannotTry, Load

HANDLES = tuple(f"person{number}" for number in range(8))
EXIT_CODES = {INVALID: 1, UNKNOWN: 3}

SKEWED_HOST = "tests.proof.skewed_host"
SKEW = "CRUDDUR_TESTS_CLOCK_SKEW_S"
"""Read by the module above alone, which lies beside the product: a checkout's trials have hosts with wrong clocks."""

Tell = Callable[[int, int], None]


class Guest(NamedTuple):
    """A deployment that is there, and who may speak in it."""

    urls: tuple[str, ...]
    tokens: tuple[str, ...]


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
@click.option("--url", "urls", multiple=True, metavar="URL", help="A host of a deployment that is there; repeatable.")
@click.option("--token", "tokens", multiple=True, metavar="TOKEN", help="A test person's bearer token; two at least.")
@click.option("--json", "is_json", is_flag=True, help="One JSON document instead of a table.")
def verify(
    *, sends: int, faults: int, seconds: float, seed: str, urls: tuple[str, ...], tokens: tuple[str, ...], is_json: bool
) -> int:
    """Send, read and listen under faults, and check everything that was seen.

    Without --url, on a server of its own, in a folder that is gone afterwards: it is killed and paused too.
    With --url, on a deployment that is there: its rate limits count, and only the way to it is disturbed.

    The verdict is VALID (exit 0), INVALID (exit 1), or UNKNOWN (exit 3) when there was too little load or too
    few faults to say anything.
    """
    load = Load(sends=sends, faults=faults, seconds=seconds)
    if bool(urls) != bool(tokens):
        raise Misuse("--url and --token go together.")
    try:
        report = _run(Guest(urls, tokens) if urls else None, load, seed=seed)
    except (CannotTry, CannotStart) as reason:
        raise Failure(str(reason)) from reason
    except NoAnswer as silent:
        raise Failure("the deployment does not answer, though nobody disturbs it now.") from silent
    if is_json:
        click.echo(msgspec.json.encode(report.as_dict()).decode())
    else:
        show(report, rate_limits="as deployed" if urls else "lifted")
    return EXIT_CODES.get(report.verdict, 0)


def _run(guest: Guest | None, load: Load, *, seed: str) -> Report:
    """Make what the trial runs on, and run it."""
    import uvloop

    made_by = program()
    with tempfile.TemporaryDirectory(prefix="cruddur-verify-") as folder:
        data_dir = Path(folder)
        chosen = settings.load({}, data_dir=data_dir)
        if guest is None:
            asyncio.run(_add_people(chosen, password=data_dir.name))
        is_skewed = guest is None and (CHECKOUT / "pyproject.toml").is_file()

        async def run() -> Report:
            async with _deployment(guest, data_dir, Dice(f"{seed} way"), is_skewed=is_skewed) as deployment:
                # The keys that tokens are signed with are made by the server's first start.
                tokens = guest.tokens if guest else await asyncio.to_thread(made_by.make_tokens, chosen, HANDLES)
                return await tried(
                    deployment,
                    tokens,
                    load,
                    seed=seed,
                    salt=data_dir.name,
                    tell=_progress(load),
                    skew=SKEW if is_skewed else "",
                )

        return uvloop.run(run())


@asynccontextmanager
async def _deployment(
    guest: Guest | None, data_dir: Path, dice: Dice, *, is_skewed: bool
) -> AsyncGenerator[Deployment]:
    async with AsyncExitStack() as opened:
        if guest is not None:
            yield await opened.enter_async_context(given(guest.urls, dice))
        else:
            command = server_command(SKEWED_HOST if is_skewed else "cruddur")
            path = os.pathsep.join(filter(None, (str(CHECKOUT), *sys.path))) if is_skewed else ""
            environment = {"PYTHONPATH": path} if path else {}
            yield await opened.enter_async_context(own_server(command, data_dir, dice, environment=environment))


async def _add_people(chosen: Settings, *, password: str) -> None:
    """Make people in a new folder."""
    from cruddur import bootstrap, bootstrap_sign_in

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
