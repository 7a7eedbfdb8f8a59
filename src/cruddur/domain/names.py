"""How people are found by what one remembers of their name: without regard to case and accents."""

import unicodedata
from typing import NamedTuple

from cruddur.domain.user import User

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n"}
)
"""Letters that Unicode does not take apart, as people type them who lack the key."""

HANDLE, NAME, WORD = 0, 1, 2
"""How close a term is to what the person is called: the handle, the whole name, a part of either."""


class Term(NamedTuple):
    """A text that a search may begin, and how close it is (smaller is closer)."""

    text: str
    rank: int


def folded(text: str) -> str:
    """Return `text` in lower case, without accents, white space folded: "Zoë  Ångström" is "zoe angstrom"."""
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    bare = "".join(char for char in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(char))
    return " ".join(bare.split())


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
