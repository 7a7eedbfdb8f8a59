"""A person at the built-in sign-in provider, and what they may type when they make an account.

An account is who can sign in; a `User` is who takes part. The two meet at the first sign-in, by `sub`
or by a verified e-mail, exactly as with a foreign provider.
"""

import hashlib
import re
import unicodedata
from typing import Literal, NamedTuple

from cruddur.domain.errors import Invalid
from cruddur.domain.instant import Instant, shifted

EMAIL_MAX_CHARS = 254
PASSWORD_MIN_CHARS = 12
PASSWORD_MAX_CHARS = 256
CODE_DIGITS = 6
FREE_TRIES = 5
LOCK_S = 30.0
LOCK_MAX_S = 900.0
TRIES_KEPT_S = 24 * 3600.0

_LOCAL_PART = re.compile(r"[^\s@\"<>(),:;\\\[\]]{1,64}")
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_LINES = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")
_RUNS = frozenset(
    line[place : place + 4] for run in _LINES for line in (run, run[::-1]) for place in range(len(run) - 3)
)
_COMMON_WORDS = (
    "abc",
    "admin",
    "baseball",
    "changeme",
    "cruddur",
    "dragon",
    "football",
    "hello",
    "iloveyou",
    "letmein",
    "login",
    "master",
    "monkey",
    "passw0rd",
    "password",
    "passwort",
    "princess",
    "qwerty",
    "secret",
    "shadow",
    "starwars",
    "sunshine",
    "superman",
    "trustno1",
    "welcome",
    "whatever",
)


class EmailInvalid(Invalid):
    """Not an address: something@somewhere.tld, at most 254 characters."""

    code = "email_invalid"


class PasswordTooShort(Invalid):
    """Fewer than 12 characters."""

    code = "password_too_short"


class PasswordTooLong(Invalid):
    """More than 256 characters."""

    code = "password_too_long"


class PasswordCommon(Invalid):
    """Among the first that anybody would guess: a run, a repeat, a common word or one's own name with trimmings."""

    code = "password_common"


class CodeWrong(Invalid):
    """Not the code that was sent, or too late, or tried too often: all look the same.

    Attributes:
        tries_left: on this form; 0 when only a new code helps.
    """

    code = "code_wrong"

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


class PairWrong(Invalid):
    """No such account, or another password: both look the same.

    Attributes:
        tries_left: before one has to wait.
    """

    code = "pair_wrong"

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


class Account(NamedTuple):
    """Who can sign in, with a confirmed address.

    Attributes:
        sub: the provider's name for the account, a uuid; never changes, never given to another.
        handle, email: lower case; both unique, each is good for signing in.
        password_hash: argon2id, in PHC form.
        is_demo: has a password that is printed; such a provider listens on loopback only.
    """

    sub: str
    handle: str
    display_name: str
    email: str
    password_hash: str
    created_at: Instant
    is_demo: bool = False


class Ticket(NamedTuple):
    """A form that waits for a code: a sign-up to be confirmed, or a password to be set anew.

    Whether a code was really sent (the address may be unknown, or known) shows only here.

    Attributes:
        ticket_digest: SHA-256 of the secret in the form's address.
        code_digest: of secret and code; None when no code can be right.
        email: where the code went; "" when nowhere. Counts towards the codes an address may get.
        sub: whose password may be set; None for a sign-up.
        handle, display_name, password_hash: what a sign-up asked for; "" for a recovery.
        tries: codes tried so far.
        is_proved: the right code came; only the handle is still to be chosen.
    """

    ticket_digest: str
    kind: Literal["sign_up", "recovery"]
    code_digest: str | None
    email: str
    sub: str | None
    handle: str
    display_name: str
    password_hash: str
    created_at: Instant
    expires_at: Instant
    tries: int = 0
    is_proved: bool = False


class Tries(NamedTuple):
    """How often somebody tried to sign in under one name since it last succeeded.

    Attributes:
        locked_until: before it every try is refused unseen; None when none is.
    """

    tries: int
    last_at: Instant
    locked_until: Instant | None

    @property
    def left(self) -> int:
        """How many more are free of waiting."""
        return max(0, FREE_TRIES - self.tries)


def next_try(before: Tries | None, now: Instant) -> Tries | None:
    """Return the tries with the present one counted; None when it has to wait for `before.locked_until`.

    Five are free. The fifth wrong one locks the name for 30 s, each further one for twice as long, up to 15
    minutes. A day without a try forgets them.
    """
    if before is None or before.last_at <= shifted(now, seconds=-TRIES_KEPT_S):
        return Tries(1, now, None)
    if before.locked_until is not None and before.locked_until > now:
        return None
    tries = before.tries + 1
    if tries < FREE_TRIES:
        return Tries(tries, now, None)
    locked_s = min(LOCK_S * 2 ** min(tries - FREE_TRIES, 30), LOCK_MAX_S)
    return Tries(tries, now, shifted(now, seconds=locked_s))


def checked_email(text: str) -> str:
    """Return the address in its stored form: lower case, NFC.

    Raises:
        EmailInvalid: it cannot be one.
    """
    email = unicodedata.normalize("NFC", text.strip()).lower()
    local_part, _, domain = email.rpartition("@")
    labels = domain.split(".")
    if (
        len(email) > EMAIL_MAX_CHARS
        or not email.isprintable()
        or not _LOCAL_PART.fullmatch(local_part)
        or len(labels) < 2
        or not all(_LABEL.fullmatch(label) for label in labels)
        or labels[-1].isdigit()
    ):
        raise EmailInvalid
    return email


def normalised_password(text: str) -> str:
    """Return the password as it is hashed: NFKC, so that every keyboard's é is one é (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", text)


def checked_password(text: str, *, own_words: tuple[str, ...] = ()) -> str:
    """Return the normalised password if it may be used: long, and not among the first guesses.

    Args:
        own_words: the handle, the name, the address.
    Raises:
        PasswordTooShort, PasswordTooLong, PasswordCommon: see there.
    """
    password = normalised_password(text)
    if len(password) < PASSWORD_MIN_CHARS:
        raise PasswordTooShort
    if len(password) > PASSWORD_MAX_CHARS:
        raise PasswordTooLong
    if _is_common(password.casefold(), own_words):
        raise PasswordCommon
    return password


def _is_common(password: str, own_words: tuple[str, ...]) -> bool:
    """Say whether little is left once runs, repeats, common words and one's own names are taken away."""
    rest = password
    words = [part for own in own_words for part in (own.casefold(), *re.split(r"[^\w]+", own.casefold()))]
    for word in sorted((*words, *_COMMON_WORDS), key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word, "")
    rest = re.sub(r"(.{1,4})\1+", r"\1", rest)
    rest = _without_runs(rest)
    return len(rest) < 5 or len(set(password)) < 5


def _without_runs(text: str) -> str:
    """Take away stretches of four and more of the alphabet, the digits, a keyboard; each way round."""
    kept: list[str] = []
    place = 0
    while place < len(text):
        end = place
        while text[end : end + 4] in _RUNS:
            end += 1
        if end > place:
            place = end + 3
        else:
            kept.append(text[place])
            place += 1
    return "".join(kept)


def sign_in_name(text: str) -> str:
    """Return what was typed as "e-mail or handle" as it is looked up: lower case, no leading @."""
    return unicodedata.normalize("NFC", text.strip()).lower().removeprefix("@")[:EMAIL_MAX_CHARS]


def digest_of(secret: str) -> str:
    """Return what is stored of a secret: SHA-256, 64 hex characters. For random secrets of 128 bits and more."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_from(secret: str) -> str:
    """Return six digits made from a random secret."""
    number = int.from_bytes(hashlib.sha256(b"code\0" + secret.encode()).digest()[:16])
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def code_digest(ticket: str, code: str) -> str:
    """Return what is stored of a code: it can be checked only together with the ticket's secret."""
    return digest_of(f"{ticket}\0{code}")


def checked_code(text: str) -> str:
    """Return the digits of a code as typed ("123 456", "123-456"); "" when it cannot be one."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else ""
