"""A signed-in browser."""

from typing import NamedTuple

from cruddur.domain.errors import NotFound
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant

_ID_CHARS = 16


class SessionNotFound(NotFound):
    """The caller is not signed in there, or not any more."""

    code = "session_not_found"


class Session(NamedTuple):
    """What the cookie's secret opens.

    Attributes:
        token_digest: SHA-256 of the cookie's 256-bit secret, 64 hex characters. The secret itself
            is nowhere stored.
        label: what the person may recognise it by ("Firefox on Linux"); "" when unknown.
        id_token: for signing out at the provider where it wants a hint; None where it does not.
    """

    token_digest: str
    user_uuid: UserUuid
    created_at: Instant
    expires_at: Instant
    label: str
    id_token: str | None = None


def session_id(token_digest: str) -> str:
    """Return what a person's session is called where it is listed: 16 hex characters, worth nothing as a secret."""
    return token_digest[:_ID_CHARS]
