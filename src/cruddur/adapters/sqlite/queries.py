"""The SQL of this engine: one query per file, `sql/<noun>/<verb>.sql`, each read once."""

import functools
import sqlite3
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"


@functools.cache
def query(name: str) -> str:
    """Return the text of `sql/<name>.sql` without the comment that heads it.

    Args:
        name: noun and verb, "entries/list_before".
    """
    return _without_header((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


@functools.cache
def script(name: str) -> tuple[str, ...]:
    """Return the statements of `sql/<name>.sql`, for files that hold several."""
    return statements(query(name))


def statements(text: str) -> tuple[str, ...]:
    """Split a script where SQLite itself sees a statement end (triggers and strings kept whole)."""
    found: list[str] = []
    begun = ""
    for line in text.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            found.append(begun)
            begun = ""
    return tuple(found)


def _without_header(text: str) -> str:
    lines = text.splitlines(keepends=True)
    while lines and lines[0].startswith("--"):
        del lines[0]
    return "".join(lines)
