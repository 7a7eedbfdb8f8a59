"""Short trials of the product and of its mutants, as `./cruddur verify` runs long ones."""

import shutil
import sys
from collections.abc import Collection
from os import pathsep
from pathlib import Path

from cruddur import bootstrap, bootstrap_sign_in, settings
from cruddur.verify.deployment import Start, own_servers
from cruddur.verify.dice import Dice
from cruddur.verify.host import server_command
from cruddur.verify.report import Report
from cruddur.verify.run import tried
from cruddur.verify.trial import Load
from tests.program import Program
from tests.proof.mutant_host import MUTANT

HANDLES = tuple(f"person{number}" for number in range(6))
KINDS = ("lose answers", "cut connections", "kill -9")
PYTHONPATH = pathsep.join(filter(None, sys.path))


class Cradle:
    """A folder with people in it, and their tokens: made once, copied for every round."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tokens: list[str] = []

    async def fill(self) -> None:
        """Make the people; the first start of a server makes the keys of their tokens."""
        async with bootstrap.open_engines(settings.load({}, data_dir=self.folder)) as engines:
            add_account = bootstrap_sign_in.add_account(engines)
            for handle in HANDLES:
                email = f"{handle}@proof.example"
                await add_account(handle=handle, display_name=handle, email=email, password="not a secret")

    def start(self) -> None:
        """Start a server once, and make the tokens."""
        program = Program.ready(self.folder, "--empty")
        self.tokens = program.tokens(*HANDLES)
        program.stop()


async def short_round(
    cradle: Cradle,
    folder: Path,
    mutant: str = "",
    *,
    sends: int = 300,
    faults: int = 5,
    kinds: Collection[str] = KINDS,
    seconds: float = 12.0,
) -> Report:
    """Try the product with this fault in it, and return what the verifier says."""
    shutil.copytree(cradle.folder, folder)

    async def environment(*_: object) -> dict[str, str]:
        return {"PYTHONPATH": PYTHONPATH, MUTANT: mutant}

    start = Start(server_command("tests.proof.mutant_host", "up", "--empty"), folder, environment)
    async with own_servers([start], Dice("way")) as deployment:
        return await tried(
            deployment,
            cradle.tokens,
            Load(sends=sends, faults=faults, seconds=seconds, settles_within_s=3.0),
            seed="short",
            salt=folder.parent.name,
            tell=lambda *_: None,
            skew="CRUDDUR_TESTS_CLOCK_SKEW_S",
            kinds=kinds,
        )
