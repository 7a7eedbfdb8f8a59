"""Who is here right now: kept beside the bus, with a time limit, never in a table."""

from collections.abc import Collection
from typing import Protocol

from cruddur.domain.ids import UserUuid

PRESENT_FOR_S = 60.0
"""How long a touch lasts. Hosts repeat it, so a host that dies is forgotten in that time."""


class Presence(Protocol):
    """A hint like all that is live: it may be a minute late, and a failure shows nobody."""

    async def touch(self, user_uuids: Collection[UserUuid]) -> None:
        """Say that these people have a socket open on this host, for the next PRESENT_FOR_S."""
        ...

    async def leave(self, user_uuid: UserUuid) -> bool:
        """Say that a person has closed their last socket on this host.

        Returns:
            True when they have none on any other host either.
        """
        ...

    async def find_present(self, user_uuids: Collection[UserUuid]) -> set[UserUuid]:
        """Return those of the people who are present on some host."""
        ...
