"""Reads the conversations beside this file: plays for two, with the times at which things are said.

andrewbrown bayko               who they are between, the first line
== 8 days ago, 08:41            a scene begins (UTC); also `== 3 hours ago`, `== 95 min ago`
andrewbrown: Morning.           somebody says something; it takes them as long as typing does
   A second line of it.         indented by three: goes on
-- 40 min                       a pause
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from typing import NamedTuple

from cruddur.domain import instant
from cruddur.domain.instant import Instant

_DAYS_AGO = re.compile(r"== (\d+) days? ago, (\d\d):(\d\d)")
_AGO = re.compile(r"== (\d+) (hours?|min) ago")
_PAUSE = re.compile(r"-- (\d+) min")
_SAID = re.compile(r"([a-z]+): (.+)")
_INDENT = "   "


class Line(NamedTuple):
    """Something said: by whom (a handle of the play), when, and the message's text."""

    speaker: str
    at: Instant
    message: str


class Script(NamedTuple):
    """A conversation as it would stand if it had been held up to now.

    Attributes:
        name: the file's, without its ending; message uuids are derived from it.
        people: the two handles.
        lines: in order; times never decrease and none is after now.
    """

    name: str
    people: tuple[str, str]
    lines: Sequence[Line]


class ScriptInvalid(Exception):
    """A line of a play cannot be read. The text says which."""


def read(name: str, *, now: Instant) -> Script:
    """Return the play `name` (a file beside this one, without `.txt`), told up to `now`."""
    return parse(name, files(__package__ or "").joinpath(f"{name}.txt").read_text(encoding="utf-8"), now=now)


def parse(name: str, text: str, *, now: Instant) -> Script:
    """Return the play that `text` holds.

    Raises:
        ScriptInvalid: a line is none of those above.
    """
    head, *rest = text.splitlines()
    one, other = head.split()
    end = at = instant.to_datetime(now)
    lines: list[Line] = []
    for number, row in enumerate(rest, start=2):
        if said := _SAID.fullmatch(row):
            speaker, message = said.groups()
            if lines:
                at += _typing(message)
            not_before = lines[-1].at if lines else Instant("")
            lines.append(Line(speaker, max(not_before, instant.from_datetime(min(at, end))), message))
        elif row.startswith(_INDENT) and lines:
            lines[-1] = lines[-1]._replace(message=f"{lines[-1].message}\n{row.removeprefix(_INDENT)}")
        elif row.startswith(("==", "--")):
            at = _moved(row, number, at=at, now=end)
        elif row:
            raise ScriptInvalid(f"{name}.txt:{number}: {row!r} is neither speech nor a time")
    return Script(name, (one, other), lines)


def _moved(row: str, number: int, *, at: datetime, now: datetime) -> datetime:
    """Return the time after a scene or a pause."""
    if scene := _DAYS_AGO.fullmatch(row):
        days, hour, minute = map(int, scene.groups())
        return (now - timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    if scene := _AGO.fullmatch(row):
        amount = int(scene[1])
        return now - (timedelta(minutes=amount) if scene[2] == "min" else timedelta(hours=amount))
    if pause := _PAUSE.fullmatch(row):
        return at + timedelta(minutes=int(pause[1]))
    raise ScriptInvalid(f"line {number}: {row!r} is no time")


def _typing(message: str) -> timedelta:
    """Return how long a person takes to think of it and type it."""
    return timedelta(seconds=6, milliseconds=130 * min(len(message), 400))
