"""Change what one is called, and what others see of one."""

from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.errors import HandleTaken, UserNotFound
from cruddur.domain.event import PersonChanged
from cruddur.domain.ids import UserUuid
from cruddur.domain.user import User, checked_display_name, checked_handle
from cruddur.ports.accounts import Accounts
from cruddur.ports.bus import Bus
from cruddur.ports.users import Users


class ProfileChange(NamedTuple):
    """What shall be otherwise; None stays as it is."""

    handle: str | None = None
    display_name: str | None = None
    shows_reading: bool | None = None
    shows_presence: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProfile:
    """Names are joined when read, so a renamed person is renamed everywhere.

    Attributes:
        accounts: of the built-in provider, where people sign in by handle too; None with another provider.
    """

    users: Users
    accounts: Accounts | None
    bus: Bus

    async def __call__(self, *, user_uuid: UserUuid, change: ProfileChange) -> User:
        """Return the person as they are now. A repeat changes nothing, and ends what a crash left half done.

        Raises:
            HandleInvalid, DisplayNameInvalid: it cannot be one.
            HandleTaken: somebody has it, or gave it up within 30 days.
            UserNotFound: the person is gone.
            Unavailable: the directory does not answer.
        """
        before = (await self.users.find_by_uuids((user_uuid,))).get(user_uuid)
        if before is None:
            raise UserNotFound
        wished = _wished(before, change)
        await self._check_account(wished)
        after = await self.users.update(wished) if wished != before else before
        await self._rename_account(after)
        if after != before:
            self.bus.publish(PersonChanged(after.uuid, after.handle, after.display_name, after.shows_presence))
        return after

    async def _check_account(self, wished: User) -> None:
        """Refuse a handle by which somebody else signs in, even if nobody has it here yet."""
        if self.accounts is None:
            return
        account = await self.accounts.find_by_name(wished.handle)
        if account is not None and account.sub != wished.cognito_user_id:
            raise HandleTaken

    async def _rename_account(self, user: User) -> None:
        if self.accounts is not None and user.cognito_user_id is not None:
            await self.accounts.rename(user.cognito_user_id, user.handle, user.display_name)


def _wished(before: User, change: ProfileChange) -> User:
    return before._replace(
        handle=before.handle if change.handle is None else checked_handle(change.handle),
        display_name=before.display_name if change.display_name is None else checked_display_name(change.display_name),
        shows_reading=before.shows_reading if change.shows_reading is None else change.shows_reading,
        shows_presence=before.shows_presence if change.shows_presence is None else change.shows_presence,
    )
