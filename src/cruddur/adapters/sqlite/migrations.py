"""Bring a file to this version's schema: numbered `.sql` files, each applied once, in order."""

import functools
import hashlib
import sqlite3
from typing import NamedTuple

from cruddur.adapters.sqlite.queries import FOLDER, query, statements


class SchemaMismatch(Exception):
    """The file was made by a newer version, or by migrations that have changed since."""


class Migration(NamedTuple):
    """A file `NNNN_name.sql`."""

    number: int
    name: str
    checksum: str
    text: str


@functools.cache
def known() -> tuple[Migration, ...]:
    """Return this version's migrations, oldest first."""
    found: list[Migration] = []
    for path in sorted((FOLDER / "migrations").glob("*.sql")):
        number, _, name = path.stem.partition("_")
        text = path.read_text(encoding="utf-8")
        found.append(Migration(int(number), name, hashlib.sha256(text.encode()).hexdigest(), text))
    return tuple(found)


def migrate(connection: sqlite3.Connection) -> list[Migration]:
    """Apply what the file has not seen, all of it or nothing, and return that.

    Safe when several processes open a new file at once: the second waits, then finds the work done. A file that
    lacks nothing is only read: a command must not have to wait for a busy server's write lock.

    Raises:
        SchemaMismatch: see there; the message says what to do.
    """
    if connection.execute(query("migration/exists")).fetchone()[0] and not _lacking(connection):
        return []
    connection.execute(query("transaction/begin"))
    try:
        connection.execute(query("migration/create"))
        wanted = _lacking(connection)
        for migration in wanted:
            for statement in statements(migration.text):
                connection.execute(statement)
            connection.execute(
                query("migration/add"),
                {"number": migration.number, "name": migration.name, "checksum": migration.checksum},
            )
        connection.execute(query("transaction/commit"))
    except BaseException:
        if connection.in_transaction:
            connection.execute(query("transaction/rollback"))
        raise
    return wanted


def _lacking(connection: sqlite3.Connection) -> list[Migration]:
    return missing(connection.execute(query("migration/list")).fetchall())


def missing(applied: list[tuple[int, str, str]]) -> list[Migration]:
    """Return the migrations that a file with `applied` lacks.

    Raises:
        SchemaMismatch: it has some that this version does not know, or knows differently.
    """
    ours = {migration.number: migration for migration in known()}
    for number, name, checksum in applied:
        migration = ours.get(number)
        if migration is None:
            raise SchemaMismatch(
                f"The database was written by a newer version (it has migration {number:04} {name}). Upgrade, or use another data folder."
            )
        if migration.checksum != checksum:
            raise SchemaMismatch(
                f"Migration {number:04} {name} has changed since it was applied to this database. Restore the file as it was."
            )
    seen = {number for number, _, _ in applied}
    return [migration for migration in known() if migration.number not in seen]
