"""Prove to the built-in provider who one is, by password."""

from dataclasses import dataclass

from cruddur.domain.account import Account, PairWrong, digest_of, normalised_password, sign_in_name
from cruddur.domain.errors import TooManyRequests
from cruddur.domain.instant import seconds_between
from cruddur.ports.accounts import Accounts, Attempts
from cruddur.ports.clock import Clock
from cruddur.ports.passwords import Passwords


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Known and unknown names take the same steps, so that neither words nor time tell which is which.

    Tries are counted per name that was typed. Who knows a name can keep its owner waiting, up to 15 minutes at
    a time; a new password by letter ends the wait.
    """

    accounts: Accounts
    attempts: Attempts
    passwords: Passwords
    clock: Clock

    async def __call__(self, *, name: str, password: str) -> Account:
        """Return the account of whoever knows its password.

        Args:
            name: e-mail or handle, as typed.
        Raises:
            PairWrong: no such pair.
            TooManyRequests: too many tries under this name; the password was not looked at.
            Unavailable: too many passwords wait to be hashed.
        """
        wanted = sign_in_name(name)
        name_digest = digest_of(wanted)
        now = self.clock.now()
        begun = await self.attempts.begin(name_digest, now=now)
        if not begun.is_allowed:
            raise TooManyRequests(max(1.0, seconds_between(now, begun.tries.locked_until or now)))
        account = await self.accounts.find_by_name(wanted)
        typed = normalised_password(password)
        if not await self.passwords.verify(typed, account.password_hash if account else None) or account is None:
            raise PairWrong(begun.tries.left)
        await self.attempts.forget(name_digest)
        if self.passwords.is_outdated(account.password_hash) and not account.is_demo:
            await self.accounts.set_password(account.sub, await self.passwords.hash(typed))
        return account
