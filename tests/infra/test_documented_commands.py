"""docs/aws.md: its commands are commands, and name stacks, parameters and outputs that there are."""

import re
import subprocess

import pytest

from tests.infra.templates import INFRA, STACKS, TEMPLATES

PAGE = (INFRA.parent / "docs" / "aws.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?) *```", PAGE, re.DOTALL)
WITHIN_LINES = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))
COMMANDS = "\n".join([*BLOCKS, *WITHIN_LINES])
GIVEN = re.compile(r"\b([A-Z]\w+)=")


def test_there_are_commands() -> None:
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_shell_understands_them(block: str) -> None:
    read = subprocess.run(["sh", "-n"], input=block.replace("…", "x"), capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


def test_every_parameter_that_is_given_is_one_of_its_stack() -> None:
    found: set[tuple[str, str]] = set()
    for stack, rest in re.findall(r"\bstack (\w+)((?: +[\w]+=(?:\"[^\"]*\"|[^\s\"]+))*)", COMMANDS):
        assert stack in STACKS, stack
        found |= {(stack, name) for name in GIVEN.findall(re.sub(r"\"[^\"]*\"", "", rest))}
    found |= {("app", name) for name in re.findall(r"\bapp (\w+)=", COMMANDS)}
    assert len(found) >= 6
    assert not [(stack, name) for stack, name in found if name not in TEMPLATES[stack]["Parameters"]]


def test_every_output_that_is_asked_for_is_one_of_its_stack() -> None:
    asked = re.findall(r"\boutput (\w+) (\w+)", COMMANDS)
    assert len(asked) >= 4
    assert not [(stack, name) for stack, name in asked if name not in TEMPLATES[stack]["Outputs"]]


def test_every_stack_is_on_the_page() -> None:
    assert not [stack for stack in STACKS if f"(../infra/{stack}.yaml)" not in PAGE]
