"""How messages are found: what a text is indexed by, what a question asks for, and where the two meet.

A folded text is cut into runs: words (letters and digits) and, where a script puts no spaces between words or a
sign stands for itself (Chinese, Japanese, emoji), runs of signs. What an engine stores of them are grams:

    words   "_p" and "_pr", how it begins, and every three letters in a row: "pre", "res", "ess"
    signs   each one, "_東", and every two in a row, "東京"

So one or two letters find words that begin with them, three or more find any part of a word, and one sign is
enough. Grams narrow down; whether a text really holds what is asked for, `found_in` says.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cruddur.domain.folding import folded_char
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant

SNIPPET_MAX_CHARS = 200
_BEFORE_CHARS = 60
"""How much of a long text is shown before the first place that was found."""

_SIGNS = ((0x3005, 0x3007), (0x3040, 0x312F), (0x31A0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))  # fmt: skip

_ASCII_WORD = re.compile(r"[a-z0-9]+", re.ASCII)


class Span(NamedTuple):
    """A part of a text, in code points; `end` is exclusive."""

    start: int
    end: int


class Hit(NamedTuple):
    """A message that was found."""

    message_group_uuid: GroupUuid
    seq: Seq
    rev: int
    message_uuid: MessageUuid
    user_uuid: UserUuid
    message: str
    created_at: Instant


class SearchCursor(NamedTuple):
    """A place among what was found, newest first: the last hit of the page before."""

    created_at: Instant
    message_group_uuid: GroupUuid
    seq: Seq


class Snippet(NamedTuple):
    """What is shown of a hit, and where in it the words stand."""

    text: str
    spans: tuple[Span, ...]


class _Run(NamedTuple):
    text: str
    is_signs: bool
    starts: tuple[int, ...]
    """For each character of `text`, the character of the original that it comes from."""


def _is_sign(char: str) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in _SIGNS) or unicodedata.category(char) == "So"


def _runs(text: str) -> Iterator[_Run]:
    if text.isascii():  # most texts, at a fifth of the price
        for word in _ASCII_WORD.finditer(text.lower()):
            yield _Run(word[0], is_signs=False, starts=tuple(range(*word.span())))
        return
    begun: list[str] = []
    starts: list[int] = []
    is_signs = False
    for place, original in enumerate(text):
        for char in folded_char(original):
            sign = not char.isascii() and _is_sign(char)
            if begun and (sign != is_signs or not (sign or char.isalnum())) and not _joins(char):
                yield _Run("".join(begun), is_signs, tuple(starts))
                begun, starts = [], []
            if sign or char.isalnum():
                is_signs = sign
                begun.append(char)
                starts.append(place)
    if begun:
        yield _Run("".join(begun), is_signs, tuple(starts))


def _joins(char: str) -> bool:
    """Say whether a character draws nothing and parts nothing: joiners, variation selectors, marks."""
    return not char.isascii() and unicodedata.category(char) in ("Cf", "Mn", "Me", "Sk")


def _grams_of(run: _Run) -> Iterator[str]:
    text = run.text
    if run.is_signs:
        yield from (f"_{char}" for char in text)
        yield from map("".join, pairwise(text))
    else:
        yield f"_{text[0]}"
        if len(text) > 1:
            yield f"_{text[:2]}"
        yield from (text[place : place + 3] for place in range(len(text) - 2))


def grams(text: str) -> list[str]:
    """Return what a text is indexed by, each once. None holds white space; "_" only begins one."""
    return list(dict.fromkeys(gram for run in _runs(text) for gram in _grams_of(run)))


class Query(NamedTuple):
    """What somebody asks for: every word somewhere in the text, in any order.

    Attributes:
        words: folded; nothing in them is syntax.
    """

    words: tuple[tuple[str, bool], ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read what was typed. Quotes, stars, signs and brackets only part words."""
        return cls(tuple(dict.fromkeys((run.text, run.is_signs) for run in _runs(text))))

    @property
    def grams(self) -> list[str]:
        """What every text holds that answers, and few others; empty where nothing is asked for."""
        wanted: dict[str, None] = {}
        for word, is_signs in self.words:
            size = 2 if is_signs else 3
            if len(word) < size:
                wanted[f"_{word}"] = None
            else:
                wanted.update((word[place : place + size], None) for place in range(len(word) - size + 1))
        return list(wanted)

    def found_in(self, text: str) -> tuple[Span, ...] | None:
        """Return where the words stand in a text, in order, none over another; None unless all of them do."""
        if not self.words:
            return None
        runs = list(_runs(text))
        spans: list[Span] = []
        for word, is_signs in self.words:
            found = [span for run in runs if run.is_signs == is_signs for span in _places(word, run)]
            if not found:
                return None
            spans += found
        return _merged(spans)


def _places(word: str, run: _Run) -> Iterator[Span]:
    """Yield where a word stands in a run; one or two letters only where it begins."""
    place = run.text.find(word)
    begins_only = not run.is_signs and len(word) < 3
    while place >= 0 and not (begins_only and place > 0):
        yield Span(run.starts[place], run.starts[place + len(word) - 1] + 1)
        place = run.text.find(word, place + len(word))


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def snippet(text: str, spans: tuple[Span, ...]) -> Snippet:
    """Return at most 200 characters of a text with the first of the spans in them, and the spans that are."""
    if len(text) <= SNIPPET_MAX_CHARS:
        return Snippet(text, spans)
    first = spans[0].start if spans else 0
    start = max(0, min(first - _BEFORE_CHARS, len(text) - SNIPPET_MAX_CHARS + 2))
    lead = "…" if start else ""
    room = SNIPPET_MAX_CHARS - len(lead)
    is_cut = start + room < len(text)
    end = start + room - (1 if is_cut else 0)
    shift = len(lead) - start
    shown = tuple(Span(span.start + shift, min(span.end, end) + shift) for span in spans if span.start < end)
    return Snippet(lead + text[start:end] + ("…" if is_cut else ""), shown)
