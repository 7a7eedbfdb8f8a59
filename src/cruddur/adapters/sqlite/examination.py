"""Whether a data folder's database is whole enough to be opened, and of this version. Read beside a running server."""

import sqlite3
from contextlib import closing
from pathlib import Path

from cruddur.adapters.sqlite.database import FILE_NAME, SQLITE_AT_LEAST
from cruddur.adapters.sqlite.migrations import SchemaMismatch, missing
from cruddur.adapters.sqlite.queries import query
from cruddur.ports.examination import Finding

MUCH_WAL_BYTES = 1_000_000_000


def examine(folder: Path) -> list[Finding]:
    """Look at the database in a folder, which need not be there. Writes nothing."""
    path = folder / FILE_NAME
    if sqlite3.sqlite_version_info < SQLITE_AT_LEAST:
        says = f"Python's SQLite is {sqlite3.sqlite_version}; {'.'.join(map(str, SQLITE_AT_LEAST))} is the least."
        return [Finding("sqlite.version", "problem", says, "Use a newer Python: CRUDDUR_PYTHON names it.")]
    if not path.is_file():
        return [Finding("sqlite.database", "fine", "There is no database yet; the first start makes it.")]
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            return [_schema(connection), _wal(path)]
    except sqlite3.Error as refused:
        do = "Stop the server, move the folder away, and bring back the newest copy (docs/operations.md)."
        return [Finding("sqlite.database", "problem", f"{path} cannot be read: {refused}.", do)]


def _schema(connection: sqlite3.Connection) -> Finding:
    check = "sqlite.database"
    if not connection.execute(query("migration/exists")).fetchone()[0]:
        return Finding(check, "problem", "The database is none of ours.", "Name another folder with CRUDDUR_DATA_DIR.")
    try:
        lacking = missing(connection.execute(query("migration/list")).fetchall())
    except SchemaMismatch as mismatch:
        return Finding(check, "problem", str(mismatch), "Run the newer version, or bring back a copy from before it.")
    if lacking:
        return Finding(check, "fine", f"The next start brings it up by {len(lacking)} migrations.")
    return Finding(check, "fine", "The database is this version's.")


def _wal(path: Path) -> Finding:
    wal = path.with_name(f"{path.name}-wal")
    size = wal.stat().st_size if wal.exists() else 0
    if size > MUCH_WAL_BYTES:
        do = "A reader holds it open for very long: look for commands (export, backups) that hang."
        return Finding("sqlite.wal", "warning", f"{size / 1e9:.1f} GB wait to be written into the file.", do)
    return Finding("sqlite.wal", "fine", "What waits to be written into the file is little.")
