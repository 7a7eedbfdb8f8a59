"""The command line's front page: every command by name, none of them imported.

To add a command: a line in `COMMANDS` and a module of its own beside this one.
"""

import click
from rich_click import rich_click

from cruddur import __version__
from cruddur.entrypoints.cli.lazy import Lazy, LazyGroup

RUN = "Run"
DATA = "Look after the data"
OPERATE = "Operate"
DEVELOP = "Develop"

COMMANDS = (
    Lazy("up", "cruddur.entrypoints.cli.up:up", "Run it all on this machine, with demo people.", panel=RUN),
    Lazy("serve", "cruddur.entrypoints.cli.serve:serve", "Run the server as it is configured.", panel=RUN),
    Lazy(
        "project",
        "cruddur.entrypoints.cli.project:project",
        "Carry DynamoDB's change stream into inboxes, without a Lambda.",
        panel=RUN,
    ),
    Lazy("token", "cruddur.entrypoints.cli.token:token", "Print bearer tokens for people, one a line.", panel=RUN),
    Lazy("seed", "cruddur.entrypoints.cli.seed:seed", "Write the demo people and conversations.", panel=DATA),
    Lazy("db", "cruddur.entrypoints.cli.db:db", "Look after the PostgreSQL of people.", panel=OPERATE),
    Lazy("ddb", "cruddur.entrypoints.cli.ddb:ddb", "Look after the DynamoDB table of messages.", panel=OPERATE),
    Lazy("cognito", "cruddur.entrypoints.cli.cognito:cognito", "Look into the Cognito user pool.", panel=OPERATE),
    Lazy("rds", "cruddur.entrypoints.cli.rds:rds", "Look after the managed database's machine.", panel=OPERATE),
    Lazy(
        "doctor",
        "cruddur.entrypoints.cli.doctor:doctor",
        "Examine what the settings name, and say what to do about each finding.",
        panel=OPERATE,
    ),
    Lazy(
        "verify",
        "cruddur.entrypoints.cli.verify:verify",
        "Send, read and listen under faults, and check everything that was seen.",
        panel=OPERATE,
    ),
    Lazy("test", "cruddur.entrypoints.cli.develop:test", "Run everything that CI runs.", panel=DEVELOP),
    Lazy("check", "cruddur.entrypoints.cli.develop:check", "Check format, lint, types, import rules.", panel=DEVELOP),
    Lazy(
        "bench",
        "bench.command:bench",
        "Measure the whole path: real HTTP, durable answers.",
        panel=DEVELOP,
        in_checkout=True,
    ),
    Lazy("shots", "tests.e2e.shots:shots", "Take a picture of every page.", panel=DEVELOP, in_checkout=True),
)

rich_click.THEME = "default-slim"
rich_click.TEXT_PARAGRAPH_LINEBREAKS = "\n\n"
rich_click.COMMANDS_BEFORE_OPTIONS = True
rich_click.MAX_WIDTH = 100
rich_click.OPTIONS_TABLE_HELP_SECTIONS = ["help", "default", "required"]


@click.group(
    name="cruddur",
    cls=LazyGroup,
    commands={command.name or "": command for command in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
def cli() -> None:
    """Cruddur Messages: direct messages between people.

    Begin with `./cruddur up`.
    """
