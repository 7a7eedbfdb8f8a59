"""Where a sign-in may lead back to: a page of this site, and nothing else."""

import re

FRONT_PAGE = "/"
MAX_CHARS = 2048

_LOCAL = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@?#\[\]/-]|%[0-9A-Fa-f]{2})*", re.ASCII)
_ELSEWHERE = ("/auth", "/oidc", "/api")
"""Places that are no pages: a return there could sign out or go round in circles."""


def local_path(text: str) -> str:
    """Return `text` if it is a path of this site (query and fragment too), else the front page.

    A browser reads `//host`, `/\\host` and both with their signs encoded or with control characters between as
    another site, so what is allowed is listed, not what is forbidden: one slash first, then visible ASCII without
    a backslash; and no empty, `.` or `..` segment, plain or encoded, in the path.
    """
    if len(text) > MAX_CHARS or not _LOCAL.fullmatch(text):
        return FRONT_PAGE
    path = re.split(r"[?#]", text, maxsplit=1)[0]
    plain = _decoded(path)
    segments = plain.split("/")[1:]
    if any(segment in (".", "..") for segment in segments) or "" in segments[:-1] or "\\" in plain:
        return FRONT_PAGE
    if any(char <= " " or char == "\x7f" for char in plain):
        return FRONT_PAGE
    if any(plain == place or plain.startswith(f"{place}/") for place in _ELSEWHERE):
        return FRONT_PAGE
    return text


def _decoded(path: str) -> str:
    """Take encoding off until none is left: a proxy may do so once more than we do."""
    for _ in range(8):
        plain = re.sub(r"%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), path)
        if plain == path:
            return plain
        path = plain
    return "//"  # wrapped deeper than any honest link
