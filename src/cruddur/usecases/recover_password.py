"""Set a new password with the code that was sent."""

from dataclasses import dataclass

from cruddur.domain.account import CodeWrong, checked_password, digest_of
from cruddur.ports.accounts import Accounts, Attempts, Tickets
from cruddur.ports.clock import Clock
from cruddur.ports.passwords import Passwords
from cruddur.ports.sessions import Sessions
from cruddur.ports.users import Users
from cruddur.usecases.confirm_account import proved


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverPassword:
    """Whoever sets a new password is rid of everybody who knew the old one: all sessions end."""

    accounts: Accounts
    tickets: Tickets
    attempts: Attempts
    passwords: Passwords
    users: Users
    sessions: Sessions
    clock: Clock

    async def __call__(self, *, ticket: str, code: str, password: str) -> None:
        """Store the password, end the person's sessions, and let the names try again from zero.

        Raises:
            PasswordTooShort, PasswordTooLong, PasswordCommon: it cannot be used; no try is counted, or the code
                was right and need not be given again.
            CodeWrong: not the code, or the ticket is unknown, used up or over.
            Unavailable: too many passwords wait to be hashed.
        """
        checked_password(password)
        found = await proved(self.tickets, self.clock, ticket=ticket, code=code, kind="recovery")
        account = await self.accounts.find_by_sub(found.sub or "")
        if account is None:
            raise CodeWrong(0)
        own_words = (account.handle, account.display_name, account.email)
        password_hash = await self.passwords.hash(checked_password(password, own_words=own_words))
        if not await self.tickets.remove(found.ticket_digest):
            raise CodeWrong(0)  # the same form, sent twice: the first one counts
        await self.accounts.set_password(account.sub, password_hash)
        for name in (account.handle, account.email):
            await self.attempts.forget(digest_of(name))
        user = await self.users.find_by_sub(account.sub)
        if user is not None:
            await self.sessions.remove_all(user.uuid)
