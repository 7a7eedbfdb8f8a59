"""Passwords, and the letters that carry codes."""

from typing import Literal, NamedTuple, Protocol

from cruddur.domain.instant import Instant


class Passwords(Protocol):
    """Slow on purpose, one at a time, and never on the event loop."""

    async def hash(self, password: str) -> str:
        """Return what is stored of a password: argon2id in PHC form, a fresh salt each time.

        Raises:
            Unavailable: too many wait already.
        """
        ...

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Say whether a password is the one. With None it takes as long, and is not.

        Raises:
            Unavailable: too many wait already.
        """
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Say whether it was made with other parameters than new ones are."""
        ...


class Letter(NamedTuple):
    """Something to tell the owner of an address, and nobody else.

    Attributes:
        kind: "confirm" and "recover" carry a code; "known" says that there is an account already.
    """

    kind: Literal["confirm", "recover", "known"]
    email: str
    code: str
    expires_at: Instant | None


class Letters(Protocol):
    """Delivers letters. A developer's machine shows them on the server's console."""

    def send(self, letter: Letter) -> None:
        """Send it, or begin to. Never waits, never raises."""
        ...
