"""What the built-in sign-in provider keeps: accounts, forms that wait for a code, grants, and failed tries."""

from typing import NamedTuple, Protocol

from cruddur.domain.account import Account, Ticket, Tries
from cruddur.domain.authorization import Grant
from cruddur.domain.instant import Instant


class Begun(NamedTuple):
    """A try to sign in.

    Attributes:
        is_allowed: the password may be looked at. If not, nothing was counted.
    """

    is_allowed: bool
    tries: Tries


class Accounts(Protocol):
    """Who can sign in. Handles and e-mails are unique without regard to case."""

    async def find_by_sub(self, sub: str) -> Account | None:
        """Return the account with this `sub`."""
        ...

    async def find_by_name(self, name: str) -> Account | None:
        """Return the account with this e-mail or handle; `name` as `sign_in_name` gives it."""
        ...

    async def add(self, account: Account) -> Account:
        """Store a new account.

        Raises:
            HandleTaken, EmailTaken: somebody has it.
        """
        ...

    async def rename(self, sub: str, handle: str, display_name: str) -> None:
        """Store another handle and name. An unknown `sub` is passed over.

        Raises:
            HandleTaken: another account has it.
        """
        ...

    async def set_password(self, sub: str, password_hash: str) -> None:
        """Store another password. An unknown `sub` is passed over."""
        ...

    async def has_demo(self) -> bool:
        """Say whether anybody has a password that everybody knows."""
        ...


class Tickets(Protocol):
    """Forms that wait for a code."""

    async def add(self, ticket: Ticket) -> None:
        """Store a new one."""
        ...

    async def try_code(self, ticket_digest: str, *, now: Instant) -> Ticket | None:
        """Count a try and return the ticket with it; None when unknown or expired. One at a time per ticket."""
        ...

    async def prove(self, ticket_digest: str) -> None:
        """Note that the right code came."""
        ...

    async def remove(self, ticket_digest: str) -> bool:
        """Remove it and say whether it was there: of two who come at once, one hears yes."""
        ...

    async def count_sent(self, email: str, *, since: Instant) -> int:
        """Return how many codes were sent to an address."""
        ...

    async def sweep(self, *, now: Instant) -> int:
        """Delete what expired an hour and more before `now` (until then it counts); return how many."""
        ...


class Grants(Protocol):
    """Codes on their way from the browser to the client, and the tokens that were taken back."""

    async def add(self, grant: Grant) -> None:
        """Store a new one."""
        ...

    async def take(self, code_digest: str, *, now: Instant) -> Grant | None:
        """Return the grant and mark it used; None when unknown.

        Returns:
            With `used_at` None the first time, and when it was first used after that.
        """
        ...

    async def revoke(self, jti: str, *, until: Instant) -> None:
        """Have `is_revoked` answer yes for a token, at least until it would have expired."""
        ...

    async def is_revoked(self, jti: str) -> bool:
        """Say whether a token was taken back."""
        ...

    async def sweep(self, *, now: Instant) -> int:
        """Delete grants and revocations that no longer matter; return how many."""
        ...


class Attempts(Protocol):
    """Tries to sign in, per name that was typed, whether anybody has that name or not."""

    async def begin(self, name_digest: str, *, now: Instant) -> Begun:
        """Count a try by `domain.account.next_try`, unless the name is locked, and say where it stands.

        Counted before the password is looked at, so that many at once are no way round.
        """
        ...

    async def forget(self, name_digest: str) -> None:
        """Start again from zero: somebody signed in, or set a new password."""
        ...

    async def sweep(self, *, now: Instant) -> int:
        """Delete what is a day old; return how many."""
        ...
