"""Write the tables of the documentation that the code knows best: settings, commands, routes, refusals.

    .venv/bin/python tools/docs.py

Each table stands between `<!-- name -->` and `<!-- /name -->`; the rest of its page is written by hand. A test compares
the pages with what this would write.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from cruddur import settings
from cruddur.entrypoints.cli.lazy import Lazy
from cruddur.entrypoints.cli.root import cli
from cruddur.entrypoints.http import openapi

ROOT = Path(__file__).resolve().parent.parent


def settings_table() -> str:
    """Every environment variable, its default and its meaning."""
    rows = [(f"`{name}`", f"`{default}`" if default else "", about) for name, default, about in settings.table()]
    return table(("variable", "default", "meaning"), rows)


def commands_table() -> str:
    """Every command of the command line, groups opened, with its options."""
    rows = [(f"`{' '.join(usage)}`", about(command)) for usage, command in commands(cli, ("./cruddur",))]
    return table(("command", "does"), rows)


def routes_table() -> str:
    """Every operation of the HTTP interface: the request line, who may, what it is, what it may be refused for."""
    rows = [
        (
            f"`{request_line(method, path, operation)}`",
            "signed in" if operation["security"] else "everybody",
            operation["summary"],
        )
        for path, operations in openapi.document()["paths"].items()
        for method, operation in operations.items()
    ]
    return table(("request", "for", "answers"), rows)


def refusals_table() -> str:
    """Every code of a problem document, by status, with its title."""
    found: dict[tuple[int, str], str] = {}
    for operations in openapi.document()["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content: Mapping[str, Any] = response.get("content", {}).get("application/problem+json", {})
                for code, example in content.get("examples", {}).items():
                    found[int(status), code] = example["value"]["title"]
    rows = [(str(status), f"`{code}`", title) for (status, code), title in sorted(found.items())]
    return table(("status", "code", "title"), rows)


TABLES = {
    ROOT / "docs" / "operations.md": {"commands": commands_table, "settings": settings_table},
    ROOT / "docs" / "http.md": {"routes": routes_table, "refusals": refusals_table},
}


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


def request_line(method: str, path: str, operation: Mapping[str, Any]) -> str:
    """`GET /api/messages/{message_group_uuid}?limit=&before=`."""
    names = [parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]
    query = "&".join(f"{name}=" for name in names)
    return f"{method.upper()} {path}{'?' if query else ''}{query}"


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; what would end a cell is escaped."""
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(line.replace("|  |", "| |") for line in lines)


def filled(file: Path) -> str:
    """The page with its tables as the code has them now."""
    page = file.read_text("utf-8")
    for name, make in TABLES[file].items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, found, rest = page.partition(begin)
        _, ended, after = rest.partition(end)
        if not found or not ended:
            raise ValueError(f"{file.name} needs a place for the {name}: {begin.strip()} and {end}")
        page = f"{before}{begin}{make()}\n{end}{after}"
    return page


if __name__ == "__main__":
    for each in TABLES:
        each.write_text(filled(each), "utf-8")
