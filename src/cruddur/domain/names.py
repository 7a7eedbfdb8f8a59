"""How people are found by what one remembers of their name: without regard to case and accents."""

from typing import NamedTuple

from cruddur.domain.folding import folded
from cruddur.domain.user import User

HANDLE, NAME, WORD = 0, 1, 2
"""How close a term is to what the person is called: the handle, the whole name, a part of either."""


class Term(NamedTuple):
    """A text that a search may begin, and how close it is (smaller is closer)."""

    text: str
    rank: int


def terms(user: User) -> list[Term]:
    """Return what a person is found by: the folded handle and name, and each from its later words on.

    "Ada King-Noël" with the handle `ada.k` gives ada.k, k, ada king-noel, king-noel and noel, so that a search
    for two words ("king n") begins one of them. No text twice, the closest first.
    """
    closest: dict[str, int] = {}
    name = folded(user.display_name)
    for text, rank in (
        (user.handle, HANDLE),
        (name, NAME),
        *((tail, WORD) for tail in (*_tails(name), *_tails(user.handle))),
    ):
        closest.setdefault(text, rank)
    return [Term(text, rank) for text, rank in closest.items()]


def _tails(text: str) -> list[str]:
    """What is left of a text from each of its later words on; words end at anything but letters and digits."""
    return [
        text[place:]
        for place in range(1, len(text))
        if text[place].isalnum() and not text[place - 1].isalnum() and text[place - 1] not in "'’"
    ]
