"""One emoji in answer to a message: who has given which, and what may be one."""

import re
from bisect import insort
from typing import NamedTuple

from cruddur.domain.errors import EmojiInvalid, TooManyReactions
from cruddur.domain.ids import UserUuid

MAX_REACTIONS = 500
"""Of all people together, on one message."""

MAX_EMOJI = 20
"""Different ones on one message."""

_EMOJI_MAX_CHARS = 16

_JOINER, _VARIATION = "\u200d", "\ufe0f"

# What can be the picture of an emoji: the blocks that Unicode keeps for them, those not assigned yet included.
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3"
    "\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618"
    "\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660"
    "\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa"
    "\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea"
    "\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728"
    "\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf"
    "\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170"
    "\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f202\U0001f21a\U0001f22f"
    "\U0001f232-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f7e0-\U0001f7f0\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff]"
)
_SKIN = "[\U0001f3fb-\U0001f3ff]"
_PART = f"{_PICTURE}{_SKIN}?"
_EMOJI = re.compile(
    f"{_PART}(?:{_JOINER}{_PART})*"
    "|[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\u20e3"
    "|\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{4,6}\U000e007f"
)


class Given(NamedTuple):
    """A reaction of one person."""

    emoji: str
    user_uuid: UserUuid


class Reactions(NamedTuple):
    """All reactions to a message.

    Attributes:
        rev: +1 at each change, so that of two states the newer one is known.
        given: in the order of their texts, each once; () when all were taken back.
    """

    rev: int
    given: tuple[Given, ...]


def checked_emoji(text: str) -> str:
    """Return one emoji as it is kept: without variation selectors, so that no two look alike.

    Raises:
        EmojiInvalid: anything else than exactly one.
    """
    bare = text.replace(_VARIATION, "")
    if len(text) > _EMOJI_MAX_CHARS or not _EMOJI.fullmatch(bare):
        raise EmojiInvalid
    return bare


def refuse_too_many_emoji(reactions: Reactions | None, emoji: str) -> None:
    """See that a message does not become a picture book.

    Raises:
        TooManyReactions: it carries MAX_EMOJI others.
    """
    different = {given.emoji for given in reactions.given} if reactions else set[str]()
    if emoji not in different and len(different) >= MAX_EMOJI:
        raise TooManyReactions


def changed(reactions: Reactions | None, given: Given, *, is_given: bool) -> Reactions | None:
    """Return the reactions with `given` or without it; the same where that is so already.

    Raises:
        TooManyReactions: there are MAX_REACTIONS.
    """
    rev, before = reactions or Reactions(0, ())
    if (given in before) == is_given:
        return reactions
    after = list(before)
    if not is_given:
        after.remove(given)
    elif len(after) >= MAX_REACTIONS:
        raise TooManyReactions
    else:
        insort(after, given)
    return Reactions(rev + 1, tuple(after))
