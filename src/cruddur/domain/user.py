"""A person, and what a handle and a name may be."""

import re
from typing import NamedTuple

from cruddur.domain.errors import Invalid
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant

HANDLE_MAX_CHARS = 30
DISPLAY_NAME_MAX_CHARS = 60

_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?", re.ASCII)


class HandleInvalid(Invalid):
    """Not 1..30 of a-z 0-9 . _ - that begins and ends with a letter or digit."""

    code = "handle_invalid"


class DisplayNameInvalid(Invalid):
    """Blank, over 60 characters, or not text."""

    code = "display_name_invalid"


class User(NamedTuple):
    """A person. `handle` is lower case and unique; `cognito_user_id` is the provider's `sub`.

    `email` is lower case, None when unknown; it is never shown to others and never logged.

    Attributes:
        shows_reading: whether others are told how far the person has read.
        shows_presence: whether others are told when the person is here.
    """

    uuid: UserUuid
    handle: str
    display_name: str
    email: str | None
    cognito_user_id: str | None
    created_at: Instant
    shows_reading: bool = True
    shows_presence: bool = True


def changed(before: User, wished: User) -> User:
    """Return a person with what may be changed of them as in `wished`; the rest stays as it is stored."""
    return before._replace(
        handle=wished.handle,
        display_name=wished.display_name,
        shows_reading=wished.shows_reading,
        shows_presence=wished.shows_presence,
    )


def checked_handle(text: str) -> str:
    """Return the handle in its stored form: lower case, no leading @.

    Raises:
        HandleInvalid: it cannot be one.
    """
    handle = text.removeprefix("@").lower()
    if not _HANDLE.fullmatch(handle):
        raise HandleInvalid
    return handle


def checked_display_name(text: str) -> str:
    """Return the name with white space folded.

    Raises:
        DisplayNameInvalid: blank, over 60 characters, or holding control characters or lone surrogates.
    """
    name = " ".join(text.split())
    if not 0 < len(name) <= DISPLAY_NAME_MAX_CHARS:
        raise DisplayNameInvalid
    if any(char < " " or "\ud800" <= char <= "\udfff" for char in name):
        raise DisplayNameInvalid
    return name
