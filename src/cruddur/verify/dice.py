"""Chance from a seed: the same on every Python, so that a seed in a report means something for ever."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

_MASK = (1 << 64) - 1


class Dice:
    """SplitMix64. Not for secrets."""

    __slots__ = ("_state",)

    def __init__(self, seed: str) -> None:
        self._state = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")

    def bits(self) -> int:
        """Return 64 random bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def fraction(self) -> float:
        """Return a float in [0, 1)."""
        return (self.bits() >> 11) / (1 << 53)

    def below(self, bound: int) -> int:
        """Return an integer in 0..bound-1; the bias is under 1 in 2**40."""
        return self.bits() % bound

    def between(self, low: float, high: float) -> float:
        """Return a float in [low, high)."""
        return low + self.fraction() * (high - low)

    def happens(self, chance: float) -> bool:
        """Return True with this chance."""
        return self.fraction() < chance

    def choice(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def weighted(self, weights: Sequence[tuple[Item, float]]) -> Item:
        """Return one of the items, each with its weight."""
        left = self.fraction() * sum(weight for _, weight in weights)
        for item, weight in weights:
            left -= weight
            if left < 0:
                return item
        return weights[-1][0]

    def message_uuid(self) -> str:
        """Return a text of the form of a UUIDv7."""
        text = f"{self.bits():016x}{self.bits():016x}"
        return f"{text[:8]}-{text[8:12]}-7{text[13:16]}-{'89ab'[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"
