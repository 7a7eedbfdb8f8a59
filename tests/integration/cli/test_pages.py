"""The command line itself: pages that read well, refusals in a sentence, quick commands that load little."""

import subprocess
import sys

import click
import pytest

from cruddur.entrypoints.cli.lazy import Lazy
from cruddur.entrypoints.cli.root import COMMANDS, cli
from tests.program import environment, run

HEAVY = ("litestar", "uvicorn", "boto3", "botocore", "aiobotocore", "psycopg", "redis", "schemathesis", "playwright")
SCRIPT_ONLY = ("test", "check")


def names(command: Lazy) -> str:
    return command.name or ""


@pytest.mark.parametrize("command", COMMANDS, ids=names)
def test_a_commands_line_on_the_front_page_begins_its_own_page(command: Lazy) -> None:
    real = command.load()
    assert real.name == command.name
    about = (command.short_help or "").removesuffix(".")
    assert (real.help or "").startswith(about) or command.name in SCRIPT_ONLY


@pytest.mark.parametrize("command", COMMANDS, ids=names)
def test_every_command_has_a_page(command: Lazy) -> None:
    page = run(names(command), "--help")
    assert page.returncode == 0, page.stderr
    assert f"Usage: cruddur {command.name}" in page.stdout
    assert page.stderr == ""


def test_every_option_says_what_it_is_for() -> None:
    context = click.Context(cli)
    for command in COMMANDS:
        for parameter in command.load().get_params(context):
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert parameter.help, f"{command.name} {parameter.opts}"


def test_the_front_page_names_every_command_and_where_to_begin() -> None:
    page = run("--help")
    assert page.returncode == 0
    assert "./cruddur up" in page.stdout
    for command in COMMANDS:
        assert f"  {command.name}" in page.stdout


def test_the_version_is_one_line() -> None:
    from cruddur import __version__

    assert run("--version").stdout == f"cruddur {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("tokn",), "No such command 'tokn'. Did you mean 'token'?"),
        (("up", "--prot", "1"), "No such option '--prot'"),
        (("up", "--port", "99999"), "Invalid value for '--port'"),
        (("token",), "Missing argument 'HANDLE…'"),
        (("check",), "./cruddur script"),
    ],
)
def test_a_misuse_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...], wanted: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("cruddur: ")
    assert wanted in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_setting_is_named_and_its_value_is_not_shown() -> None:
    done = run("up", env=environment(CRUDDUR_RATE_SENDS="hunter2"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "cruddur: CRUDDUR_RATE_SENDS must be a number, 0 or more.\n"


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("token", "--help"), ("up", "--help")])
def test_a_quick_command_loads_neither_the_web_framework_nor_a_cloud_client(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


def loaded(*arguments: str) -> set[str]:
    """Return which of the heavy packages a command imports."""
    listing = subprocess.run(
        [sys.executable, "-X", "importtime", "-P", "-m", "cruddur", *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in listing.splitlines()}
    assert "click" in imported
    return imported & set(HEAVY)
