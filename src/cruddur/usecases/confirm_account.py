"""Confirm an address with the code that was sent there: the sign-up becomes an account."""

import hmac
from dataclasses import dataclass

from cruddur.domain.account import Account, CodeWrong, Ticket, checked_code, code_digest, digest_of
from cruddur.domain.errors import EmailTaken, HandleTaken
from cruddur.domain.user import checked_handle
from cruddur.ports.accounts import Accounts, Tickets
from cruddur.ports.clock import Clock, Random
from cruddur.ports.users import Users

CODE_TRIES = 5
HANDLE_TRIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAccount:
    """Five tries a ticket: with six digits, one guess in 200,000 succeeds."""

    accounts: Accounts
    tickets: Tickets
    users: Users
    clock: Clock
    random: Random

    async def __call__(self, *, ticket: str, code: str, handle: str | None = None) -> Account:
        """Return the new account.

        Args:
            handle: another one than was asked for, once the code was right and that one was taken.
        Raises:
            CodeWrong: not the code, or the ticket is unknown, used up or over.
            HandleTaken: the code was right; come again with another handle, no code needed.
            HandleInvalid: that cannot be one.
        """
        found = await proved(self.tickets, self.clock, ticket=ticket, code=code, kind="sign_up")
        wanted = checked_handle(handle.strip()) if handle else found.handle
        there = await self.users.find_by_handle(wanted)
        if there is not None and there.email != found.email:
            raise HandleTaken
        account = Account(
            sub=self.random.user_uuid(),
            handle=wanted,
            display_name=found.display_name,
            email=found.email,
            password_hash=found.password_hash,
            created_at=self.clock.now(),
        )
        try:
            await self.accounts.add(account)
        except EmailTaken:
            raise CodeWrong(0) from None  # confirmed through another form meanwhile
        await self.tickets.remove(found.ticket_digest)
        return account


async def proved(tickets: Tickets, clock: Clock, *, ticket: str, code: str, kind: str) -> Ticket:
    """Return a ticket whose code is right now, or was before; counts the try.

    Raises:
        CodeWrong: see `ConfirmAccount`.
    """
    found = await tickets.try_code(digest_of(ticket), now=clock.now())
    if found is None or found.kind != kind or found.tries > (HANDLE_TRIES if found.is_proved else CODE_TRIES):
        raise CodeWrong(0)
    if found.is_proved:
        return found
    given = code_digest(ticket, checked_code(code))
    if not hmac.compare_digest(given, found.code_digest or digest_of("no code is right")):
        raise CodeWrong(CODE_TRIES - found.tries)
    await tickets.prove(found.ticket_digest)
    return found
