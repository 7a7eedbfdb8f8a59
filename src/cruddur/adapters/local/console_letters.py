"""Letters on the server's console: what stands for e-mail on a developer's machine."""

import asyncio
import sys
from collections.abc import Mapping
from typing import TextIO

from cruddur.ports.passwords import Letter

_LINES: Mapping[str, str] = {
    "confirm": "To {email}: {code} is the code that confirms your account, until {until} UTC.",
    "recover": "To {email}: {code} is the code for a new password, until {until} UTC.",
    "known": "To {email}: somebody asked for an account with this address, and you have one. Sign in, or ask for a new password.",
}


AFTER_S = 0.1
"""How long after it was sent a letter is written: long after the answer that must not tell whether there is one."""


class ConsoleLetters:
    """See `ports.passwords.Letters`. One line a letter, on stderr, and in no log.

    On an event loop it is written a moment later, so that whoever waits for the page cannot tell by its time
    whether a letter went out.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`; stderr, as it is at the moment of writing, without one."""
        self._stream = stream

    def send(self, letter: Letter) -> None:
        """See `Letters`. What people typed is checked before: an address holds no control characters."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._write(letter)
        else:
            loop.call_later(AFTER_S, self._write, letter)

    def _write(self, letter: Letter) -> None:
        until = (letter.expires_at or "")[11:16]
        line = _LINES[letter.kind].format(email=letter.email, code=letter.code, until=until)
        stream = self._stream or sys.stderr
        try:
            stream.write(f"\n  , {line}\n\n")
            stream.flush()
        except (OSError, ValueError):
            pass  # a console that is gone is no reason to fail the form: its owner asks for another code
