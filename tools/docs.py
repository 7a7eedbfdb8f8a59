"""Write the tables of `docs/operations.md` that the code knows best: the settings and the commands.

    .venv/bin/python tools/docs.py

Each table stands between `<!-- name -->` and `<!-- /name -->`; the rest of the page is written by hand. A test compares
the page with what this would write.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from cruddur import settings
from cruddur.entrypoints.cli.lazy import Lazy
from cruddur.entrypoints.cli.root import cli

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = ROOT / "docs" / "operations.md"


def settings_table() -> str:
    """Every environment variable, its default and its meaning."""
    rows = [(f"`{name}`", f"`{default}`" if default else "", about) for name, default, about in settings.table()]
    return table(("variable", "default", "meaning"), rows)


def commands_table() -> str:
    """Every command of the command line, groups opened, with its options."""
    rows = [(f"`{' '.join(usage)}`", about(command)) for usage, command in commands(cli, ("./cruddur",))]
    return table(("command", "does"), rows)


def commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The commands of a group and of the groups in it, in the order of their help page, as (usage, command)."""
    for name, listed in group.commands.items():
        # Those that lie outside the package say enough by themselves.
        command = listed.load() if isinstance(listed, Lazy) and not listed.in_checkout else listed
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name, *parameters(command)), command


def parameters(command: click.Command) -> Iterator[str]:
    """The arguments and options of a command, as a person types them."""
    context = click.Context(command)
    for parameter in sorted(command.params, key=lambda each: isinstance(each, click.Option)):
        if isinstance(parameter, click.Option):
            value = "" if parameter.is_flag or parameter.count else f" {parameter.make_metavar(context)}"
            yield f"[{max(parameter.opts, key=len)}{value}]"
        else:
            yield parameter.make_metavar(context)


def about(command: click.Command) -> str:
    """The first sentence of a command's help."""
    return " ".join((command.help or command.short_help or "").split("\n\n")[0].split())


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; what would end a cell is escaped."""
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(line.replace("|  |", "| |") for line in lines)


TABLES = {"settings": settings_table, "commands": commands_table}


def filled(page: str) -> str:
    """The page with its tables as the code has them now."""
    for name, make in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, found, rest = page.partition(begin)
        _, ended, after = rest.partition(end)
        if not found or not ended:
            raise ValueError(f"{OPERATIONS.name} needs a place for the {name}: {begin.strip()} and {end}")
        page = f"{before}{begin}{make()}\n{end}{after}"
    return page


if __name__ == "__main__":
    OPERATIONS.write_text(filled(OPERATIONS.read_text("utf-8")), "utf-8")
