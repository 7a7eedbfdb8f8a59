"""The file that people are moved in: JSON lines, the first of which says what it is.

{"format": "cruddur-people", "version": 1}
{"user": {"uuid": "…", "handle": "bayko", "display_name": "Bayko", "email": null, "cognito_user_id": null, "created_at": "…"}}
{"reserved_handle": {"handle": "old", "user_uuid": "…", "released_at": "…"}}
{"session": {"token_digest": "…", "user_uuid": "…", "created_at": "…", "expires_at": "…", "label": "…", "id_token": null}}

It holds addresses of people and digests of sessions: mode 0600.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from cruddur.domain import instant
from cruddur.domain.ids import is_uuid
from cruddur.domain.session import Session
from cruddur.domain.user import User, checked_display_name, checked_handle
from cruddur.entrypoints.cli.failure import Failure
from cruddur.ports.operations import ReservedHandle

Record = User | ReservedHandle | Session

_KINDS: dict[str, type[Record]] = {"user": User, "reserved_handle": ReservedHandle, "session": Session}
_NAMES: dict[type[Record], str] = {kind: name for name, kind in _KINDS.items()}
_FIRST = {"format": "cruddur-people", "version": 1}


def create(path: Path) -> TextIO:
    """Make the file and write its first line.

    Raises:
        Failure: it is there already, or cannot be made.
    """
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
    except FileExistsError:
        raise Failure(f"{path} is there already.") from None
    except OSError as failed:
        raise Failure(f"{path} cannot be written: {failed.strerror}.") from None
    file.write(json.dumps(_FIRST) + "\n")
    return file


def write(file: TextIO, record: Record) -> None:
    """Add one record."""
    file.write(json.dumps({_NAMES[type(record)]: record._asdict()}, ensure_ascii=False) + "\n")


def read(path: Path) -> Iterator[Record]:
    """Yield the file's records.

    Raises:
        Failure: it is not such a file, or a line is not a record; the text names the line.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                try:
                    found = json.loads(line)
                    if number > 1:
                        yield _record(found)
                    elif found != _FIRST:
                        raise ValueError
                except (ValueError, TypeError, KeyError, AttributeError):
                    raise Failure(f"{path}, line {number}: not a line of an export of people.") from None
    except (OSError, UnicodeDecodeError):
        raise Failure(f"{path} cannot be read.") from None


def _record(line: dict[str, dict[str, Any]]) -> Record:
    ((name, fields),) = line.items()
    record = _KINDS[name](**fields)
    if not is_uuid(record.uuid if isinstance(record, User) else record.user_uuid):
        raise ValueError
    if isinstance(record, User):
        checked_handle(record.handle)
        checked_display_name(record.display_name)
    for name, value in fields.items():
        if name.endswith("_at"):
            instant.parse(value)
        elif not isinstance(value, bool if name.startswith("shows_") else str | None):
            raise TypeError
    return record
