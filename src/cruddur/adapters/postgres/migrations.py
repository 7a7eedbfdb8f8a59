"""Bring a database to this version's schema: numbered `.sql` files, each applied once, in order.

One host at a time (an advisory lock), one transaction per file. A file that has been applied never
changes: its SHA-256 is kept beside its number.
"""

import functools
import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from cruddur.adapters.postgres.queries import FOLDER, Connection, execute, rows


class SchemaMismatch(Exception):
    """The database lacks migrations, was made by a newer version, or by migrations that have changed since."""


class Migration(NamedTuple):
    """A file `NNNN_name.sql`."""

    number: int
    name: str
    checksum: str
    text: str

    @property
    def title(self) -> str:
        """Its file's name without the ending."""
        return f"{self.number:04}_{self.name}"


@functools.cache
def known() -> tuple[Migration, ...]:
    """Return this version's migrations, oldest first."""
    found: list[Migration] = []
    for path in sorted((FOLDER / "migrations").glob("*.sql")):
        number, _, name = path.stem.partition("_")
        text = path.read_text(encoding="utf-8")
        found.append(Migration(int(number), name, hashlib.sha256(text.encode()).hexdigest(), text))
    return tuple(found)


async def pending(connection: Connection) -> list[Migration]:
    """Return what the database lacks, without changing it.

    Raises:
        SchemaMismatch: see `missing`.
    """
    ((migrated,),) = await rows(connection, "migration/exists")
    applied = await rows(connection, "migration/list") if migrated else []
    return missing(applied)


async def migrate(connection: Connection) -> list[Migration]:
    """Apply what the database lacks and return it. Safe when several hosts start at once: the others wait.

    Args:
        connection: in autocommit, without a statement time-out.
    Raises:
        SchemaMismatch: see `missing`.
    """
    await execute(connection, "migration/lock")
    try:
        await execute(connection, "migration/create")
        wanted = await pending(connection)
        for migration in wanted:
            async with connection.transaction():
                await connection.execute(migration.text.encode())
                await execute(
                    connection,
                    "migration/add",
                    number=migration.number,
                    name=migration.name,
                    checksum=migration.checksum,
                )
        return wanted
    finally:
        if not connection.broken:
            await execute(connection, "migration/unlock")


def missing(applied: Iterable[tuple[int, str, str]]) -> list[Migration]:
    """Return the migrations that a database with `applied` (number, name, checksum) lacks.

    Raises:
        SchemaMismatch: it has some that this version does not know, or knows differently.
    """
    ours = {migration.number: migration for migration in known()}
    seen: set[int] = set()
    for number, name, checksum in applied:
        migration = ours.get(number)
        if migration is None:
            raise SchemaMismatch(f"The database has migration {number:04}_{name} of a newer version. Upgrade first.")
        if migration.checksum != checksum:
            raise SchemaMismatch(f"Migration {migration.title} has changed since it was applied. Restore the file.")
        seen.add(number)
    return [migration for migration in known() if migration.number not in seen]
