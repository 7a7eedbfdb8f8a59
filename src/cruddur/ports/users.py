"""The directory of people."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from cruddur.domain.ids import UserUuid
from cruddur.domain.user import User


class Users(Protocol):
    """Handles, e-mails and subs are unique, the first two without regard to case."""

    async def find_by_uuids(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User]:
        """Return those of the people who exist."""
        ...

    async def find_by_handle(self, handle: str) -> User | None:
        """Return the person with this handle; `handle` as `checked_handle` gives it."""
        ...

    async def find_by_sub(self, cognito_user_id: str) -> User | None:
        """Return the person behind a verified token's `sub`."""
        ...

    async def find_by_email(self, email: str) -> User | None:
        """Return the person with this address; `email` in lower case."""
        ...

    async def search(self, text: str, *, limit: int) -> list[User]:
        """Return people whose handle or name begins with `text`, in any of its words, without
        regard to case and accents; the closest match first."""
        ...

    async def add(self, user: User) -> User:
        """Store a new person.

        Raises:
            HandleTaken, EmailTaken, SubTaken: somebody has it.
        """
        ...

    async def link_sub(self, user_uuid: UserUuid, cognito_user_id: str) -> User:
        """Set the person's sub where none is set yet.

        Raises:
            SubTaken: the person has another one, or somebody has this one.
        """
        ...

    async def update(self, user: User) -> User:
        """Store what `domain.user.changed` takes over of a person. An old handle stays reserved for 30 days.

        Raises:
            HandleTaken: somebody has it, or had it within 30 days.
        """
        ...
