"""Dynoxide: the DynamoDB API on SQLite, for developing and testing on one machine (linux-x64).

Not a production store. Measured quirks of 1.2.1 and what we do about them: its stream table has no
index (a write slows from 0.4 to 54 ms at 200,000 records): we create it; the stream is never
trimmed: `trim_stream` does; items never expire; `ClientRequestToken` is forgotten on a restart
(the append protocol does not rely on it); any credentials are accepted.
"""

import contextlib
import platform
import socket
import sqlite3
import sys
from pathlib import Path

from cruddur.adapters.local.engines import process

NAME = "dynamodb"

_PACKAGE = Path("engines", "node_modules", "@dynoxide", "linux-x64", "dynoxide")
# sql: of Dynoxide's own file, not of ours; it uses an index only when spelled exactly like this
_INDEX = (
    "CREATE INDEX IF NOT EXISTS _stream_records_by_sequence "
    "ON _stream_records(table_name, CAST(sequence_number AS INTEGER))"
)
_PROBE = b"GET / HTTP/1.0\r\n\r\n"


def binary() -> Path:
    """Return the program: from engines/node_modules of this checkout, else of the working folder.

    Raises:
        EngineFailed: not installed, or this is not linux-x64.
    """
    for root in (Path(__file__).parents[5], Path.cwd()):
        if (root / _PACKAGE).is_file():
            return root / _PACKAGE
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise process.EngineFailed(
            "Dynoxide runs on linux-x64 only. Point AWS_ENDPOINT_URL_DYNAMODB at another DynamoDB API."
        )
    raise process.EngineFailed("Dynoxide is not installed: run `npm ci` in engines/")


def start(data_dir: Path, *, port: int | None = None) -> process.Engine:
    """Start Dynoxide on `DATA/engines/dynamodb.db` and return it once it answers.

    Args:
        port: to use exactly this one; None takes a free one.
    Raises:
        EngineFailed: it did not come up.
    """
    program, database = binary(), database_path(data_dir)
    recipe = process.Recipe(
        name=NAME,
        command=lambda port: [str(program), "serve", "--port", str(port), "--db-path", str(database.absolute())],
        ready=_answers_http,
        url=lambda port: f"http://127.0.0.1:{port}",
    )
    if database.exists():
        _index_stream(database)  # before it runs, so nobody waits for the build
        trim_stream(data_dir)
    engine = process.start(recipe, data_dir, port=port)
    _index_stream(database)
    return engine


def database_path(data_dir: Path) -> Path:
    """Return where its tables are."""
    return data_dir / "engines" / f"{NAME}.db"


def trim_stream(data_dir: Path, *, keep: int = 100_000) -> int:
    """Delete old stream records of all tables, as AWS does after 24 hours; return how many.

    The newest row always stays: sequence numbers are made from it.
    """
    with contextlib.closing(sqlite3.connect(database_path(data_dir), timeout=10)) as database, database:
        return database.execute(  # sql: of Dynoxide's own file, not of ours
            "DELETE FROM _stream_records WHERE id <= (SELECT MAX(id) FROM _stream_records) - ?", (max(keep, 1),)
        ).rowcount


def purge_stream(data_dir: Path, table: str) -> int:
    """Delete a dropped table's stream records, which it would hand to the next of that name."""
    with contextlib.closing(sqlite3.connect(database_path(data_dir), timeout=10)) as database, database:
        return database.execute(  # sql: of Dynoxide's own file, not of ours
            "DELETE FROM _stream_records WHERE table_name = ? AND id < (SELECT MAX(id) FROM _stream_records)", (table,)
        ).rowcount


def _index_stream(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute(_INDEX)


def _answers_http(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(_PROBE)
        return connection.recv(5) == b"HTTP/"
