"""Nothing that is kept belongs to one machine, and nothing that was made is kept."""

import re
from pathlib import Path

from tests.architecture.source import ROOT, tracked_files

# Folders of the people and machines that the project was made on, and registries by address.
# Written so that this file does not find itself.
HOMES = re.compile(r"(?<![\w.@}\]])/(?:wor[k]|roo[t]|tm[p]|var/tm[p]|home/(?!user\b)\w+|Users/\w+|opt/\w+)(?:/|\b)")
REGISTRIES = re.compile(
    r"pypi\.(?:or[g])|files\.pythonhoste[d]|registry\.npmj[s]|registry\.yarnpk[g]|deb\.debia[n]|proxy\.golan[g]"
)
MADE = re.compile(r"(?:^|/)(?:node_modules|__pycache__|\.venv|\.node|\.data|dist|\.cache)/|\.(?:pyc|sqlite3?|db|log)$")
LARGEST_BYTES = 1_000_000


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where the pattern stands in the tracked texts."""
    places: list[str] = []
    for file in tracked_files():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        places += [
            f"{file.relative_to(ROOT)}:{number}: {match.group()}"
            for number, line in enumerate(text.splitlines(), 1)
            if (match := pattern.search(line))
        ]
    return places


def test_no_file_names_a_folder_of_one_machine():
    assert not found(HOMES)


def test_no_file_names_a_registry():
    assert not found(REGISTRIES)


def test_the_searches_see_what_they_are_for():
    work, pypi = "/wor" + "k/main", "https://pypi." + "org/simple"
    assert HOMES.search(f"open('{work}')")
    assert HOMES.search("see /home/" + "anna/notes")
    assert REGISTRIES.search(pypi)
    assert not HOMES.search("docs/work/plan, src/root, https://example.test/work")


def test_nothing_that_was_made_is_kept():
    names = [file.relative_to(ROOT).as_posix() for file in tracked_files()]
    assert not [name for name in names if MADE.search(name)]


def test_no_file_is_a_burden():
    pictures = {".png", ".jpg", ".woff2"}
    heavy = [file for file in tracked_files() if file.suffix not in pictures and _size(file) > LARGEST_BYTES]
    assert not heavy


def _size(file: Path) -> int:
    return file.stat().st_size
