"""Whether the PostgreSQL of people is as the product needs it: reachable, migrated, writable, large enough, durable."""

from typing import NamedTuple

import psycopg

from cruddur.adapters.postgres import connect, migrations
from cruddur.adapters.postgres.engine import MAX_CONNECTIONS
from cruddur.adapters.postgres.queries import Connection, rows
from cruddur.ports.clock import Clock
from cruddur.ports.examination import Finding, seconds_since_1970, skew

LEAST_VERSION = 150000
SPARE_CONNECTIONS = 5
"""For migrations, operators, and a deployment's second of overlap."""


class _Condition(NamedTuple):
    """See sql/database/condition.sql."""

    version_number: int
    now_s: float
    is_read_only: bool
    is_encrypted: bool
    max_connections: int
    is_durable: bool
    logs_refused_rows: bool


async def examine(dsn: str, clock: Clock) -> list[Finding]:
    """Look at the database of an address. Writes nothing."""
    try:
        where = connect.shown(dsn)
    except connect.AddressInvalid as invalid:
        return [
            Finding("postgres.address", "problem", f"CONNECTION_URL {invalid}.", "Write it like the one in brackets.")
        ]
    try:
        async with await connect.connect(dsn) as connection:
            return [
                Finding("postgres.address", "fine", f"PostgreSQL answers at {where}."),
                *_of_server(_Condition(*(await rows(connection, "database/condition"))[0]), dsn, clock),
                await _schema(connection),
                await _rights(connection),
            ]
    except psycopg.OperationalError as away:
        said = (str(away).splitlines() or ["no answer"])[0]
        do = "Does it run, is the way open (security groups, firewall), are user, password and database name right?"
        return [Finding("postgres.address", "problem", f"PostgreSQL does not let us in at {where}: {said}.", do)]


def _of_server(found: _Condition, dsn: str, clock: Clock) -> list[Finding]:
    wanted = MAX_CONNECTIONS + SPARE_CONNECTIONS
    return [
        _judged(
            "postgres.version",
            found.version_number >= LEAST_VERSION,
            "It is new enough.",
            ("problem", f"It is version {found.version_number // 10000}; 15 is the least.", "Upgrade it."),
        ),
        skew("postgres.clock", found.now_s - seconds_since_1970(clock.now()), "PostgreSQL"),
        _judged(
            "postgres.writing",
            not found.is_read_only,
            "It takes writes.",
            ("problem", "It is a replica, or read-only.", "Let CONNECTION_URL name the writer."),
        ),
        _judged(
            "postgres.pool",
            found.max_connections >= wanted,
            f"It has room for {found.max_connections // wanted} servers.",
            (
                "problem",
                f"It lets in {found.max_connections} connections; one server may want {MAX_CONNECTIONS}, and some are spare.",
                f"Raise max_connections to {wanted} for each server.",
            ),
        ),
        _judged(
            "postgres.durability",
            found.is_durable,
            "What is answered is on the disk.",
            ("problem", "fsync or synchronous_commit is off: a crash loses people.", "Switch both on."),
        ),
        _judged(
            "postgres.encryption",
            found.is_encrypted or connect.is_on_this_machine(dsn),
            "The way there is encrypted, or does not leave this machine.",
            ("problem", "Passwords and sessions go there in the clear.", "Add sslmode=verify-full to CONNECTION_URL."),
        ),
        _judged(
            "postgres.log",
            not found.logs_refused_rows,
            "Its log holds no rows.",
            (
                "warning",
                "A row that it refuses, an e-mail perhaps, goes into its log.",
                "Set log_error_verbosity = terse and log_min_error_statement = panic.",
            ),
        ),
    ]


def _judged(check: str, is_fine: bool, fine: str, wrong: "tuple[str, str, str]") -> Finding:
    if is_fine:
        return Finding(check, "fine", fine)
    level, says, do = wrong
    return Finding(check, "warning" if level == "warning" else "problem", says, do)


async def _schema(connection: Connection) -> Finding:
    check = "postgres.migrations"
    try:
        lacking = await migrations.pending(connection)
    except migrations.SchemaMismatch as mismatch:
        return Finding(check, "problem", str(mismatch), "See docs/aws.md, Roll back.")
    except psycopg.Error as refused:
        return Finding(
            check, "problem", f"Its migrations cannot be read ({refused.sqlstate}).", "Give the user the tables."
        )
    if lacking:
        names = ", ".join(each.title for each in lacking)
        return Finding(check, "problem", f"It lacks {names}.", "Run `./cruddur db migrate` (with --prod elsewhere).")
    return Finding(check, "fine", "Its tables are this version's.")


async def _rights(connection: Connection) -> Finding:
    closed = [name for (name,) in await rows(connection, "database/rights")]
    if closed:
        return Finding(
            "postgres.rights",
            "problem",
            f"This user may not read and write {', '.join(closed)}.",
            "As the owner: GRANT SELECT, INSERT, UPDATE, DELETE on them.",
        )
    return Finding("postgres.rights", "fine", "This user may read and write every table.")
