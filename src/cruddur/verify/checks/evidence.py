"""A history, sorted once for all checks: what was known of each log at which time."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from cruddur.verify.history import Answer, History, Seen, Send


class Observation(NamedTuple):
    """That an entry was there, known to somebody at `at_s`."""

    at_s: float
    group: str
    entry: Seen
    how: str


class Known:
    """The highest number that was known at a time, for one group or one row."""

    def __init__(self, points: list[tuple[float, int]]) -> None:
        points.sort()
        self._times = [at_s for at_s, _ in points]
        self._highest: list[int] = []
        highest = 0
        for _, number in points:
            highest = max(highest, number)
            self._highest.append(highest)

    def before(self, at_s: float) -> int:
        """Return the highest number known strictly before `at_s`, 0 if none."""
        place = bisect_left(self._times, at_s)
        return self._highest[place - 1] if place else 0


NOTHING_KNOWN = Known([])


class Evidence:
    """What the checks ask of a history.

    Attributes:
        stale_after_s: how old a read may be. 0 on one machine: what was answered is seen at once.
        has_several_hosts: live frames then go from host to host over a bus that may drop some.
    """

    def __init__(self, history: History, *, stale_after_s: float = 0.0, has_several_hosts: bool = False) -> None:
        self.history = history
        self.stale_after_s = stale_after_s
        self.has_several_hosts = has_several_hosts

    @cached_property
    def observations(self) -> list[Observation]:
        """Every entry that was ever shown, by answers, pages and sockets."""
        return sorted([*self._answers(), *self._paged(), *self._heard()], key=lambda each: each.at_s)

    def _answers(self) -> Iterator[Observation]:
        for send in self.history.sends:
            for each in send.tries:
                if each.answer is not None:
                    yield Observation(each.ended_s, each.answer.group, _entry(each.answer), "answered")

    def _paged(self) -> Iterator[Observation]:
        for page in self.history.pages:
            for entry in page.entries:
                yield Observation(page.ended_s, page.group, entry, "read")

    def _heard(self) -> Iterator[Observation]:
        for socket in self.history.sockets:
            for frame in socket.frames:
                yield Observation(frame.at_s, frame.group, frame.entry, "heard")

    @cached_property
    def first_seen_s(self) -> dict[tuple[str, int], float]:
        """When each (group, seq) was first known to somebody."""
        found: dict[tuple[str, int], float] = {}
        for seen in self.observations:
            found.setdefault((seen.group, seen.entry.seq), seen.at_s)
        return found

    def known(self, group: str) -> Known:
        """Return what was known of a group's head."""
        return self._known.get(group, NOTHING_KNOWN)

    @cached_property
    def _known(self) -> dict[str, Known]:
        points: dict[str, list[tuple[float, int]]] = {}
        for (group, seq), at_s in self.first_seen_s.items():
            points.setdefault(group, []).append((at_s, seq))
        return {group: Known(of_group) for group, of_group in points.items()}

    @cached_property
    def stored(self) -> dict[tuple[str, int], Seen]:
        """The truth by (group, seq)."""
        return {(group, entry.seq): entry for group, log in self.history.truth.logs.items() for entry in log}

    @cached_property
    def copies(self) -> dict[tuple[str, str, str], list[Seen]]:
        """The truth by (group, user, message uuid)."""
        found: dict[tuple[str, str, str], list[Seen]] = {}
        for group, log in self.history.truth.logs.items():
            for entry in log:
                found.setdefault((group, entry.user_uuid, entry.uuid), []).append(entry)
        return found

    @cached_property
    def sends(self) -> dict[tuple[str, str], Send]:
        """The sends by (person, message uuid)."""
        return {(send.person, send.message_uuid): send for send in self.history.sends}


def _entry(answer: Answer) -> Seen:
    return Seen(answer.seq, answer.uuid, answer.user_uuid, answer.message, answer.created_at)


def place(group: str, seq: int) -> str:
    """Name a line of a log for a person."""
    return f"{group[:8]}…/{seq}"
