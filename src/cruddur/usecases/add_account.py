"""Let somebody sign in at the built-in provider without a letter: demo people, and people an operator adds."""

from dataclasses import dataclass

from cruddur.domain.account import Account, checked_email, normalised_password
from cruddur.domain.user import User, checked_display_name, checked_handle
from cruddur.ports.accounts import Accounts
from cruddur.ports.clock import Clock, Random
from cruddur.ports.passwords import Passwords
from cruddur.ports.tokens import Identity
from cruddur.usecases.first_sign_in import FirstSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAccount:
    """The account's person is linked or made at once, as a first sign-in would."""

    accounts: Accounts
    passwords: Passwords
    first_sign_in: FirstSignIn
    clock: Clock
    random: Random

    async def __call__(
        self, *, handle: str, display_name: str, email: str, password: str, is_demo: bool = False
    ) -> User:
        """Add the account unless it is there, and return its person. The address counts as confirmed.

        Args:
            password: taken as it is: an operator's choice.
            is_demo: everybody knows the password; see `Account.is_demo`.
        Raises:
            HandleTaken, EmailTaken: another account has it.
            HandleInvalid, DisplayNameInvalid, EmailInvalid: it cannot be one.
        """
        handle, email = checked_handle(handle), checked_email(email)
        there = await self.accounts.find_by_name(email)
        if there is None or there.handle != handle:
            there = await self.accounts.add(
                Account(
                    sub=self.random.user_uuid(),
                    handle=handle,
                    display_name=checked_display_name(display_name),
                    email=email,
                    password_hash=await self.passwords.hash(normalised_password(password)),
                    created_at=self.clock.now(),
                    is_demo=is_demo,
                )
            )
        return await self.first_sign_in(Identity(there.sub, there.email, there.handle, there.display_name))
