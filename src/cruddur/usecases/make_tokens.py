"""Sign access tokens of the built-in provider without signing in: for scripts on the machine that holds its key."""

from collections.abc import Sequence
from dataclasses import dataclass

from cruddur.domain.account import Account
from cruddur.domain.errors import UserNotFound
from cruddur.domain.user import HandleInvalid, checked_handle
from cruddur.ports.accounts import Accounts
from cruddur.ports.clock import Clock, Random
from cruddur.ports.tokens import Signer
from cruddur.ports.users import Users
from cruddur.usecases.exchange_code import access_claims, seconds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeTokens:
    """Whoever can read the key may be anybody here; the file's permissions are the guard."""

    accounts: Accounts
    users: Users
    signer: Signer
    clock: Clock
    random: Random
    client_id: str

    async def __call__(self, handles: Sequence[str]) -> list[str]:
        """Return an access token for each handle, in order, good for an hour.

        Raises:
            UserNotFound: nobody with this handle can sign in here; its first argument is the handle.
        """
        now = self.clock.now()
        return [
            self.signer.sign(
                access_claims(
                    self.signer,
                    await self._account(handle),
                    client_id=self.client_id,
                    scope="openid email profile",
                    jti=self.random.user_uuid(),
                    now=now,
                    auth_time_s=seconds_of(now),
                )
            )
            for handle in handles
        ]

    async def _account(self, text: str) -> Account:
        """The account of the person who has the handle now, or who will have it at their first sign-in."""
        try:
            handle = checked_handle(text)
        except HandleInvalid:
            raise UserNotFound(text) from None
        user = await self.users.find_by_handle(handle)
        if user is None:
            account = await self.accounts.find_by_name(handle)
        elif user.cognito_user_id is not None:
            account = await self.accounts.find_by_sub(user.cognito_user_id)
        else:
            account = await self.accounts.find_by_name(user.email or handle)
        if account is None:
            raise UserNotFound(text)
        return account
