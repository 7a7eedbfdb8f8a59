"""What `up` tells a newcomer: where to go, who one can be, and how to stop."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click


def welcome(url: str, *, data_dir: Path, handles: Sequence[str], password: str | None) -> None:
    """Print the hints on stdout.

    Args:
        handles: demo people who can sign in; none on a folder without them.
        password: theirs.
    """
    click.echo()
    _row("Open", click.style(url, bold=True, underline=True))
    if handles:
        _row("Sign in", f"{_listed(handles)}, with the password {click.style(password or '', bold=True)}")
        _row("", "Two browsers, or one and a private window, are two people.")
    else:
        _row("Begin", "make an account there; the code that it asks for appears here")
    _row("Data", _short(data_dir))
    _row("Stop", "Ctrl-C")
    click.echo()


def ready(url: str) -> None:
    """Print the line that whoever started us waits for: the last one on stdout."""
    click.echo(f"ready {url}")


def projecting() -> None:
    """Print that the change stream is being followed: the last line on stdout."""
    click.echo("ready")


def stopped() -> None:
    """Say that everything is written and closed."""
    if sys.stderr.isatty():
        click.echo(err=True)  # the terminal has printed ^C
    click.echo("Stopped. Everything that was sent is kept.", err=True)


def _row(label: str, text: str) -> None:
    click.echo(f"  {click.style(f'{label:<9}', dim=True)}{text}".rstrip())


def _listed(names: Sequence[str]) -> str:
    *most, last = (click.style(name, bold=True) for name in names)
    return f"{', '.join(most)} or {last}" if most else last


def _short(path: Path) -> str:
    """Return a path as people write it: from where they are when it lies below."""
    try:
        return f"./{path.resolve().relative_to(Path.cwd())}"
    except ValueError:
        return str(path)
