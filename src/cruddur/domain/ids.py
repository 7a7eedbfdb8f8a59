"""The names of things: who, which group, which message, which line of the log.

All uuids are canonical text: 36 characters, lower case, with hyphens. Text is what the wire,
SQLite and DynamoDB hold, so nothing is converted on the way.
"""

import re
import uuid
from typing import NewType

UserUuid = NewType("UserUuid", str)
GroupUuid = NewType("GroupUuid", str)
MessageUuid = NewType("MessageUuid", str)

Seq = NewType("Seq", int)
"""The number of an entry in its group's log: 1, 2, 3 … without gaps. 0 means "before the first"."""

MAX_SEQ = Seq(999_999_999_999)
"""The largest number the twelve-digit sort key can hold."""

_CANONICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_DIRECT_GROUPS = uuid.UUID("6f1f0ab2-39f5-5a3c-8d1e-6c0f6f1c2b77")


def is_uuid(text: str) -> bool:
    """Say whether `text` is a uuid in canonical form (36 characters, lower case)."""
    return _CANONICAL.fullmatch(text) is not None


def direct_group_uuid(one: UserUuid, other: UserUuid) -> GroupUuid:
    """Return the uuid of the 1:1 conversation of two people: the same for both, whoever asks.

    It is derived (uuid5 of the sorted pair), so two people can never have two conversations.
    """
    first, second = sorted((one, other))
    return GroupUuid(str(uuid.uuid5(_DIRECT_GROUPS, f"{first}:{second}")))
