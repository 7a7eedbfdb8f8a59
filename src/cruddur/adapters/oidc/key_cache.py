"""The provider's public keys, fetched when needed and never more often than it should be."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from cruddur.domain.errors import Unavailable
from cruddur.ports.clock import Clock

log = structlog.get_logger(__name__)

MAX_AGE_S = 300.0
"""How old keys may be before they are fetched again, so long a withdrawn key may live."""
COOL_DOWN_S = 10.0
"""Seconds between fetches, failed ones too."""
MAX_KEYS = 64
MAX_KID_CHARS = 256
MAX_MISSING = 4096
KEY_BITS = range(2048, 8193)


class KeyCache:
    """RSA keys by kid.

    Known keys are served from memory, also while the provider is down. A fetch replaces them all, so a withdrawn
    key dies with it. An unknown kid causes a fetch, one per cool-down for all who wait. If none can be made, that
    is `Unavailable`, since the kid may well be good; if the last one was made after the kid was first asked for,
    it is known to be bad, and None.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[Sequence[Mapping[str, Any]]]],
        clock: Clock,
        *,
        max_age_s: float = MAX_AGE_S,
        cool_down_s: float = COOL_DOWN_S,
    ) -> None:
        """Make an empty cache.

        Args:
            fetch: returns the JWKs of the provider's key set; raises Unavailable.
        """
        self._fetch = fetch
        self._clock = clock
        self._max_age_s = max_age_s
        self._cool_down_s = cool_down_s
        self._keys: dict[str, RSAKey] = {}
        self._missing: set[str] = set()
        self._fetched_s: float | None = None
        self._tried_s: float | None = None
        self._fetching: asyncio.Task[bool] | None = None

    def known(self, kid: str) -> RSAKey | None:
        """Return a key that is in memory; refreshes old ones beside the caller."""
        key = self._keys.get(kid)
        if key is not None and self._is_due() and self._may_fetch():
            self._begin_fetch()
        return key

    def is_current(self, kid: str, key: RSAKey) -> bool:
        """Say whether `key` still is what stands under `kid`. Never fetches."""
        return self._keys.get(kid) is key

    async def find(self, kid: str) -> RSAKey | None:
        """Return the key, None when the provider has no such key.

        Raises:
            Unavailable: unknown, and the provider cannot be asked now.
        """
        key = self.known(kid)
        if key is not None:
            return key
        if self._fetching is None and not self._may_fetch():
            if kid in self._missing:
                return None
            raise Unavailable(self._cool_down_left_s())
        fetching = self._fetching or self._begin_fetch()
        if not await asyncio.shield(fetching):
            raise Unavailable(self._cool_down_left_s())
        key = self._keys.get(kid)
        if key is None and len(self._missing) < MAX_MISSING:
            self._missing.add(kid)
        return key

    async def find_only(self) -> tuple[str, RSAKey] | None:
        """Return the key of a provider that has one and its kid, None when it has another number of them.

        Asked anew as often as the cool-down allows: without a kid nobody can tell that the key has changed.

        Raises:
            Unavailable: no key is known, and the provider cannot be asked now.
        """
        if self._fetching is not None or self._may_fetch():
            await asyncio.shield(self._fetching or self._begin_fetch())
        if not self._keys:
            raise Unavailable(self._cool_down_left_s())
        return next(iter(self._keys.items())) if len(self._keys) == 1 else None

    async def close(self) -> None:
        """Give up a fetch that is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _is_due(self) -> bool:
        return self._fetched_s is None or self._clock.monotonic_s() - self._fetched_s > self._max_age_s

    def _may_fetch(self) -> bool:
        return self._fetching is None and self._cool_down_left_s() <= 0

    def _cool_down_left_s(self) -> float:
        if self._tried_s is None:
            return 0.0
        return max(0.0, self._tried_s + self._cool_down_s - self._clock.monotonic_s())

    def _begin_fetch(self) -> "asyncio.Task[bool]":
        self._tried_s = self._clock.monotonic_s()
        self._fetching = asyncio.get_running_loop().create_task(self._refresh())
        return self._fetching

    async def _refresh(self) -> bool:
        """Fetch the key set and put it in the place of the old one; False when that failed."""
        begun_s = self._clock.monotonic_s()
        try:
            keys = usable_keys(await self._fetch())
        except Unavailable:
            log.warning("provider_keys_not_fetched", known_count=len(self._keys))
            return False
        else:
            self._keys = {kid: self._same(kid, key) for kid, key in keys.items()}
            self._missing.clear()
            self._fetched_s = begun_s
            return True
        finally:
            self._fetching = None

    def _same(self, kid: str, key: RSAKey) -> RSAKey:
        """Return the object we have, if the key is the same: what was verified with it stays verified."""
        ours = self._keys.get(kid)
        return ours if ours is not None and ours.as_dict(private=False) == key.as_dict(private=False) else key


def usable_keys(documents: Sequence[Mapping[str, Any]]) -> dict[str, RSAKey]:
    """Return the RSA signing keys of a key set, by kid; others, weak ones and broken ones are left out.

    A kid that stands twice is left out altogether: it does not say which key.
    """
    found: dict[str, RSAKey] = {}
    twice: set[str] = set()
    for document in documents[:MAX_KEYS]:
        kid = document.get("kid")
        if not isinstance(kid, str) or not 0 < len(kid) <= MAX_KID_CHARS:
            continue
        key = _rsa_key(document)
        if key is None:
            continue
        if kid in found:
            twice.add(kid)
        found[kid] = key
    return {kid: key for kid, key in found.items() if kid not in twice}


def _rsa_key(document: Mapping[str, Any]) -> RSAKey | None:
    if document.get("kty") != "RSA" or document.get("use", "sig") != "sig" or document.get("alg", "RS256") != "RS256":
        return None
    try:
        key = RSAKey.import_key({"kty": "RSA", "n": document["n"], "e": document["e"]})
        return key if key.raw_value.key_size in KEY_BITS else None
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
