"""Chance from the operating system."""

import os
import random
import secrets
import time
import uuid

from cruddur.domain.ids import MessageUuid, UserUuid

_RANDOM_BITS = 74
_COUNTER_STEP_MAX = 1 << 32


class SystemRandom:
    """Uuids and secrets from the kernel's generator.

    Message uuids are UUIDv7 (RFC 9562, 5.7) with its monotonic method: within a millisecond, and
    when the clock goes back, the last one's random part is raised by a random step, so that later
    ones of this process sort after earlier ones.
    """

    def __init__(self) -> None:
        self._last_ms = 0
        self._last_tail = 0

    def user_uuid(self) -> UserUuid:
        """See `Random.user_uuid`."""
        return UserUuid(str(uuid.uuid4()))

    def group_uuid(self) -> str:
        """See `Random.group_uuid`."""
        return str(uuid.uuid4())

    def message_uuid(self) -> MessageUuid:
        """See `Random.message_uuid`."""
        now_ms = time.time_ns() // 1_000_000
        chance = int.from_bytes(os.urandom(10), "big")
        if now_ms > self._last_ms:
            self._last_ms = now_ms
            self._last_tail = chance >> (80 - _RANDOM_BITS)
        else:
            self._last_tail += 1 + chance % _COUNTER_STEP_MAX
            if self._last_tail >> _RANDOM_BITS:  # used up: borrow the next millisecond
                self._last_ms += 1
                self._last_tail = chance >> (80 - _RANDOM_BITS)
        return MessageUuid(uuid7_text(self._last_ms, self._last_tail))

    def token(self, size_bytes: int = 32) -> str:
        """See `Random.token`."""
        return secrets.token_urlsafe(size_bytes)

    def fraction(self) -> float:
        """See `Random.fraction`."""
        return random.random()  # noqa: S311 - jitter, not a secret


def uuid7_text(unix_ms: int, tail: int) -> str:
    """Return the UUIDv7 of a time and 74 bits, as canonical text.

    Args:
        unix_ms: milliseconds since 1970, 48 bits.
        tail: the 12 bits after the version and the 62 after the variant.
    """
    high = unix_ms << 16 | 0x7000 | tail >> 62
    low = 0b10 << 62 | tail & ((1 << 62) - 1)
    text = f"{high << 64 | low:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
