"""`./cruddur check` says what failed and why, and its exit code says that something did."""

import sys

import pytest

from tools import check

GOOD = check.Part("good", [sys.executable, "-c", "print('nothing to say')"])
BAD = check.Part("bad", [sys.executable, "-c", "import sys; print('line 7 is wrong'); sys.exit(1)"])
ABSENT = check.Part("absent", ["/nowhere/linter"])


def run(
    parts: list[check.Part], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[bool, str]:
    monkeypatch.setattr(check, "parts", lambda: parts)
    passed = check.check()
    return passed, capsys.readouterr().out


def test_parts_that_pass_are_a_line_each(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    passed, said = run([GOOD, GOOD], monkeypatch, capsys)
    assert passed
    assert [line.split()[0] for line in said.splitlines()] == ["good", "good"]


def test_a_part_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    passed, said = run([BAD, GOOD], monkeypatch, capsys)
    assert not passed
    assert "FAILED" in said
    assert "line 7 is wrong" in said


def test_a_part_that_cannot_be_run_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    passed, said = run([ABSENT], monkeypatch, capsys)
    assert not passed
    assert "/nowhere/linter" in said


def test_every_rule_of_the_house_is_a_part():
    names = {part.name for part in check.parts()}
    assert {"types", "imports", "lint", "format", "stacks", "image"} <= names
