"""Look up a person by handle, and people by the beginning of a name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cruddur.domain.errors import UserNotFound
from cruddur.domain.ids import UserUuid
from cruddur.domain.page import checked_limit
from cruddur.domain.user import HandleInvalid, User, checked_handle
from cruddur.ports.users import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPerson:
    """For signed-in callers only; the door sees to that."""

    users: Users

    async def by_handle(self, handle: str) -> User:
        """Return the person with this handle (with or without @, any case).

        Raises:
            UserNotFound: nobody has it, or it cannot be one.
        """
        try:
            user = await self.users.find_by_handle(checked_handle(handle))
        except HandleInvalid:
            user = None
        if user is None:
            raise UserNotFound
        return user

    async def by_uuids(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User]:
        """Return those of the people who exist."""
        return await self.users.find_by_uuids(user_uuids)

    async def search(self, *, reader_uuid: UserUuid, text: str, limit: int = 20) -> list[User]:
        """Return up to `limit` other people whose handle or name begins with `text`.

        Raises:
            LimitInvalid: limit is not 1..100.
        """
        wanted = text.strip().removeprefix("@")
        if not wanted:
            return []
        found = await self.users.search(wanted, limit=checked_limit(limit) + 1)
        return [user for user in found if user.uuid != reader_uuid][:limit]
