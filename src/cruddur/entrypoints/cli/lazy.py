"""A group whose commands are imported when they are called, not when they are listed.

`./cruddur --help` imports no command, `./cruddur token` imports one: a quick command never pays for
the web framework or for a cloud client.
"""

import sys
from importlib import import_module
from pathlib import Path

import click
from rich_click import RichCommand, RichGroup

from cruddur.entrypoints.cli.failure import Failure

CHECKOUT = Path(__file__).resolve().parents[4]
"""The root of a source checkout; of an installed wheel a folder without `pyproject.toml`."""


class Lazy(RichCommand):
    """A command by name: what a group's page shows of it, and where the real one is.

    Args:
        target: "package.module:attribute" of a click command or group.
        about: one sentence for the group's page, the same as the command's own first line.
        panel: the heading it stands under.
        in_checkout: the module lies beside the package (tests, bench), not in it.
    """

    def __init__(self, name: str, target: str, about: str, *, panel: str, in_checkout: bool = False) -> None:
        super().__init__(name=name, short_help=about, panel=panel)
        self.target = target
        self.in_checkout = in_checkout

    def load(self) -> click.Command:
        """Import and return the real command.

        Raises:
            Failure: it needs a source checkout, and this is an installed package.
        """
        if self.in_checkout:
            if not (CHECKOUT / "pyproject.toml").is_file():
                raise Failure(f"`{self.name}` runs from a checkout of the source; this is an installed package.")
            if str(CHECKOUT) not in sys.path:
                sys.path.insert(0, str(CHECKOUT))
        module, attribute = self.target.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


class LazyGroup(RichGroup):
    """A group of `Lazy` commands, real ones welcome among them; listed in the order they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, Lazy) else command, rest
