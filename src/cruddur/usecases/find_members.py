"""Turn the handles of people who shall be in a group into the people."""

from collections.abc import Sequence

from cruddur.domain.errors import UserNotFound
from cruddur.domain.ids import UserUuid
from cruddur.domain.user import HandleInvalid, checked_handle
from cruddur.ports.users import Users


async def find_members(users: Users, handles: Sequence[str]) -> list[UserUuid]:
    """Return the people behind the handles, each once, in the order given.

    Raises:
        UserNotFound: nobody has one of them, or it cannot be one.
    """
    found: dict[UserUuid, None] = {}
    for handle in handles:
        try:
            user = await users.find_by_handle(checked_handle(handle))
        except HandleInvalid:
            user = None
        if user is None:
            raise UserNotFound
        found[user.uuid] = None
    return list(found)
