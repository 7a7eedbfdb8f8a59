"""What the provider's pages say when something cannot be done. The same words for known and unknown names."""

from collections.abc import Mapping

from cruddur.domain.account import CodeWrong, PairWrong
from cruddur.domain.errors import Refusal, TooManyRequests

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five")

_SENTENCES: Mapping[str, str] = {
    "display_name_invalid": "Between one and 60 characters, please.",
    "handle_invalid": "Up to 30 of a to z, digits, dot, dash and underscore; a letter or digit first and last.",
    "handle_taken": "That handle is taken. Choose another.",
    "email_invalid": "This does not look like an e-mail address.",
    "password_too_short": "Too short: 12 characters or more.",
    "password_too_long": "Too long: 256 characters at most.",
    "password_common": "Too easy to guess. A few unrelated words make a good one.",
    "form_foreign": "This form has got too old. Please send it again.",
    "unavailable": "We are a little out of breath. Please try again in a moment.",
}


def sentence(refusal: Refusal) -> str:
    """Return what to say of a refusal."""
    match refusal:
        case PairWrong():
            return f"That pair does not match. {_left(refusal.tries_left)}"
        case CodeWrong(tries_left=0):
            return "That is not the code, or it is over. Ask for a new one."
        case CodeWrong():
            return f"That is not the code. {_left(refusal.tries_left)}"
        case TooManyRequests():
            return f"Too many tries. Wait {waiting(refusal.retry_after_s)}, then try again."
        case _:
            return _SENTENCES.get(refusal.code, "This cannot be used.")


def waiting(seconds: float) -> str:
    """Return a wait in words, rounded up."""
    if seconds <= 90:
        whole = max(1, -int(-seconds // 1))
        return "a second" if whole == 1 else f"{whole} seconds"
    return f"{-int(-seconds // 60)} minutes"


def _left(tries: int) -> str:
    if tries == 0:
        return "The next try has to wait a little."
    return f"{_NUMBERS[tries]} {'try' if tries == 1 else 'tries'} left." if tries < len(_NUMBERS) else ""
