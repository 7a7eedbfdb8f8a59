"""How this service connects: the same for the pool, the migrations and the operator's commands."""

from typing import Any

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cruddur.adapters.postgres.queries import Connection

CONNECT_S = 2
"""Seconds to wait for a server; the least that libpq knows."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1", "")


class AddressInvalid(Exception):
    """CONNECTION_URL is not an address of a PostgreSQL database. The text holds no part of it."""


def options(*, statement_timeout_ms: int) -> dict[str, Any]:
    """Return what every connection has on top of its address.

    Args:
        statement_timeout_ms: the server ends a statement that takes longer; 0 for never.
    """
    return {
        "autocommit": True,
        "cursor_factory": AsyncRawCursor,
        "application_name": "cruddur",
        "connect_timeout": CONNECT_S,
        "keepalives_idle": 30,
        "tcp_user_timeout": 3000,
        "options": f"-c statement_timeout={statement_timeout_ms} -c timezone=UTC",
    }


def checked(dsn: str) -> dict[str, Any]:
    """Return the parts of an address.

    Raises:
        AddressInvalid: it is none, or names no database.
    """
    try:
        parts = conninfo_to_dict(dsn)
    except psycopg.Error:
        raise AddressInvalid("is not a PostgreSQL address (postgresql://user@host:5432/database)") from None
    if not parts.get("dbname"):
        raise AddressInvalid("names no database (postgresql://user@host:5432/database)")
    return parts


def database_of(dsn: str) -> str:
    """Return the name of the database that an address names."""
    return str(checked(dsn)["dbname"])


def is_on_this_machine(dsn: str) -> bool:
    """Say whether every host of an address is this machine: loopback or a unix socket."""
    parts = checked(dsn)
    hosts = str(parts.get("hostaddr") or parts.get("host") or "").split(",")
    return all(host in _LOOPBACK or host.startswith("/") for host in hosts)


def shown(dsn: str) -> str:
    """Return an address for people: user, host, port and database, never a password."""
    parts = checked(dsn)
    host = parts.get("host") or parts.get("hostaddr") or "localhost"
    user = f"{parts['user']}@" if parts.get("user") else ""
    return f"postgresql://{user}{host}:{parts.get('port') or 5432}/{parts['dbname']}"


async def connect(dsn: str, *, database: str | None = None, statement_timeout_ms: int = 0) -> Connection:
    """Return one connection, for work that no request waits for.

    Args:
        database: another one than the address names.
    Raises:
        psycopg.OperationalError: no answer, or refused.
    """
    if database is not None:
        dsn = make_conninfo(dsn, dbname=database)
    return await AsyncConnection.connect(dsn, **options(statement_timeout_ms=statement_timeout_ms))
