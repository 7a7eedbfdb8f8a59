"""Who is here, when there is one host."""

from collections.abc import Collection

from cruddur.domain.ids import UserUuid
from cruddur.ports.clock import Clock
from cruddur.ports.presence import PRESENT_FOR_S


class LocalPresence:
    """A dictionary with an end to each name in it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[UserUuid, float] = {}

    async def touch(self, user_uuids: Collection[UserUuid]) -> None:
        """See `Presence.touch`."""
        until = self._clock.monotonic_s() + PRESENT_FOR_S
        for user_uuid in user_uuids:
            self._until[user_uuid] = until

    async def leave(self, user_uuid: UserUuid) -> bool:
        """See `Presence.leave`."""
        self._until.pop(user_uuid, None)
        return True

    async def find_present(self, user_uuids: Collection[UserUuid]) -> set[UserUuid]:
        """See `Presence.find_present`."""
        now = self._clock.monotonic_s()
        return {user_uuid for user_uuid in user_uuids if self._until.get(user_uuid, 0.0) > now}
