"""How texts are compared when somebody looks for one: without regard to case, width and accents."""

import functools
import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n"}
)
"""Letters that Unicode does not take apart, as people type them who lack the key."""


@functools.lru_cache(maxsize=16_384)
def folded_char(char: str) -> str:
    """Return what a character is compared as: "Å" is "a", "ß" is "ss", a lone accent is nothing."""
    apart = unicodedata.normalize("NFKD", char).casefold().translate(_LETTERS)
    return "".join(part for part in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(part))


def folded(text: str) -> str:
    """Return `text` in lower case, without accents, white space folded: "Zoë  Ångström" is "zoe angstrom"."""
    return " ".join("".join(map(folded_char, text)).split())
