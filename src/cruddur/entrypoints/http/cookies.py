"""The cookies of a signed-in browser, and of one on its way to sign in."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

ATTEMPT_S = 15 * 60
"""How long one may take to sign in."""
ATTEMPTS_MAX = 5
"""Sign-ins that a browser may have under way, one a tab."""

_SECRET_MAX_CHARS = 128


class Attempt(msgspec.Struct, frozen=True):
    """A sign-in under way, kept by the browser that began it.

    In the browser, not here: then nothing is stored for those who never come back, any host can finish it, and a
    code that comes to a browser which did not ask for it is useless. It is HttpOnly, and holds nothing that would
    be of use without the code, which the provider gives to the same browser.
    """

    state: str
    nonce: str
    code_verifier: str
    return_to: str


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and attributes, by the scheme that browsers use.

    On https the names begin with `__Host-`: browsers then refuse one that another host, or plain http, has set.
    """

    is_https: bool

    @property
    def session_name(self) -> str:
        """The cookie that holds the session's secret."""
        return "__Host-session" if self.is_https else "session"

    def session_secret(self, cookie: bytes | None) -> str | None:
        """Return the session's secret in a Cookie header; None without one, or without a decent one."""
        if cookie is None:
            return None
        name = self.session_name.encode() + b"="
        for part in cookie.split(b";"):
            pair = part.strip()
            if pair.startswith(name):
                secret = pair[len(name) :]
                return secret.decode("ascii") if len(secret) <= _SECRET_MAX_CHARS and secret.isascii() else None
        return None

    def set_session(self, secret: str, *, lasts_s: int) -> str:
        """Return the Set-Cookie value that signs a browser in."""
        return self._set(self.session_name, secret, path="/", lasts_s=lasts_s)

    def clear_session(self) -> str:
        """Return the Set-Cookie value that signs a browser out."""
        return self._set(self.session_name, "", path="/", lasts_s=0)

    def set_attempt(self, attempt: Attempt) -> str:
        """Return the Set-Cookie value that remembers a sign-in under way."""
        value = msgspec.json.encode(attempt).hex()
        return self._set(self._attempt_prefix + attempt.state[:8], value, path=self._attempt_path, lasts_s=ATTEMPT_S)

    def clear_attempt(self, state: str) -> str:
        """Return the Set-Cookie value that forgets a sign-in."""
        return self._set(self._attempt_prefix + state[:8], "", path=self._attempt_path, lasts_s=0)

    def attempt(self, cookies: dict[str, str], state: str) -> Attempt | None:
        """Return the sign-in under way that `state` names; None when this browser has none of that name."""
        value = cookies.get(self._attempt_prefix + state[:8], "")
        try:
            attempt = msgspec.json.decode(bytes.fromhex(value), type=Attempt)
        except (ValueError, msgspec.MsgspecError):
            return None
        return attempt if attempt.state == state else None

    def surplus(self, cookies: Iterable[str]) -> list[str]:
        """Return the Set-Cookie values that make room for one more sign-in under way."""
        names = [name for name in cookies if name.startswith(self._attempt_prefix)]
        return [
            self._set(name, "", path=self._attempt_path, lasts_s=0)
            for name in names[: max(0, len(names) + 1 - ATTEMPTS_MAX)]
        ]

    @property
    def _attempt_prefix(self) -> str:
        return "__Host-sign-in-" if self.is_https else "sign-in-"

    @property
    def _attempt_path(self) -> str:
        return "/" if self.is_https else "/auth"

    def _set(self, name: str, value: str, *, path: str, lasts_s: int) -> str:
        secure = "; Secure" if self.is_https else ""
        return f"{name}={value}; Path={path}; Max-Age={lasts_s}; HttpOnly; SameSite=Lax{secure}"


_NAMES = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def label_of(user_agent: str) -> str:
    """Return what a person may recognise a browser by: "Firefox on Linux", "" when nothing is known."""
    name = next((name for sign, name in _NAMES if sign in user_agent), "")
    system = next((system for sign, system in _SYSTEMS if sign in user_agent), "")
    return f"{name} on {system}" if name and system else name or system
