"""The command line: `./cruddur`, `cruddur` once installed, `python -m cruddur`."""

import os
import sys

import click

from cruddur.entrypoints.cli.program import Program
from cruddur.entrypoints.cli.root import cli


def main() -> None:
    """Run a command and exit with its code: 0 done, 1 failed, 2 asked for wrongly, 130 interrupted."""
    try:
        code = cli.main(prog_name="cruddur", standalone_mode=False, obj=_program)
    except click.ClickException as refused:
        _say(refused)
        sys.exit(refused.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # `./cruddur … | head` is no error of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _program() -> Program:
    """Load what the commands start: the doors, composed."""
    from cruddur import program

    return program


def _say(refused: click.ClickException) -> None:
    """Print the refusal as one sentence, and for a misuse the way to the help page."""
    click.echo(f"{click.style('cruddur:', fg='red', bold=True)} {refused.format_message()}", err=True)
    if isinstance(refused, click.UsageError) and refused.ctx is not None:
        click.echo(f"Try: {refused.ctx.command_path} --help", err=True)


if __name__ == "__main__":
    main()
