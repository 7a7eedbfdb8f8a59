"""docs/requirements.md names the test of every row; here it is seen that they exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = {"A": 9, "B": 5, "C": 5, "D": 5, "E": 6, "F": 5, "G": 14}


def _page() -> str:
    return (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")


def test_every_row_names_tests_that_exist() -> None:
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
    }
    rows = [line for line in _page().splitlines() if re.match(r"\| \d+ \|", line)]
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, f"no test is named in: {row}"
        assert not set(named) - written, row


def test_no_row_is_missing() -> None:
    counted = {
        section[0]: len(re.findall(r"^\| \d+ \|", section, re.MULTILINE)) for section in _page().split("\n## ")[1:]
    }
    assert counted == ROWS
