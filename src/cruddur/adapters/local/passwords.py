"""Passwords with argon2id: 19 MiB, two passes, one lane (OWASP's second choice), one at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from cruddur.domain.errors import Unavailable

T = TypeVar("T")

MEMORY_KIB = 19 * 1024
TIME_COST = 2
PARALLELISM = 1
WAITING_MAX = 64
"""Hashes that may wait, about two seconds of work; whoever comes then is asked to come back."""


class Argon2Passwords:
    """See `ports.passwords.Passwords`. One thread: a flood of sign-ins costs one core and 19 MiB, not all of them."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, time_cost: int = TIME_COST) -> None:
        """Make the hasher; other costs than the standing ones are for tests that sign in hundreds of times."""
        self._hasher = PasswordHasher(
            time_cost=time_cost, memory_cost=memory_kib, parallelism=PARALLELISM, type=Type.ID
        )
        self._decoy = self._hasher.hash("nobody's password")
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="argon2")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """See `Passwords`."""
        return await self._in_turn(lambda: self._hasher.hash(password))

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """See `Passwords`."""
        fits = await self._in_turn(lambda: self._fits(password, password_hash or self._decoy))
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """See `Passwords`."""
        return self._hasher.check_needs_rehash(password_hash)

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _fits(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_MAX:
            raise Unavailable(retry_after_s=2.0)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1
