"""The SQL of this engine: one query per file, `sql/<noun>/<verb>.sql`, each read once."""

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import TupleRow

FOLDER = Path(__file__).parent / "sql"

Connection = AsyncConnection[TupleRow]

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


class Query(NamedTuple):
    """A statement as the server wants it: `:name` has become `$n`, `names[n - 1]` is its value's name."""

    text: bytes
    names: tuple[str, ...]

    async def on(self, connection: Connection, params: Mapping[str, object]) -> AsyncCursor[TupleRow]:
        """Run it; the rows are in the cursor."""
        return await connection.execute(self.text, [params[name] for name in self.names])


@functools.cache
def query(name: str) -> Query:
    """Return the query in `sql/<name>.sql` without the comment that heads it.

    Args:
        name: noun and verb, "users/find_by_sub".
    """
    lines = (FOLDER / f"{name}.sql").read_text(encoding="utf-8").splitlines(keepends=True)
    while lines and lines[0].startswith("--"):
        del lines[0]
    names: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    text = _PARAMETER.sub(numbered, "".join(lines).strip().removesuffix(";"))
    return Query(text.encode(), tuple(names))


async def rows(connection: Connection, name: str, /, **params: object) -> list[tuple[Any, ...]]:
    """Run `sql/<name>.sql` and return its rows."""
    return await (await query(name).on(connection, params)).fetchall()


async def execute(connection: Connection, name: str, /, **params: object) -> int:
    """Run `sql/<name>.sql` and return how many rows it wrote."""
    return (await query(name).on(connection, params)).rowcount
