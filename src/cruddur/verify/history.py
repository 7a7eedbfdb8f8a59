"""What was done to a deployment and what was seen of it, with times: the material of the checks.

Times are seconds of one monotonic clock, the verifier's. `begun_s` is taken before the first byte
of a request leaves, `ended_s` after the last byte of its answer has come, so that whatever the
server did lies between the two.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Seen(NamedTuple):
    """An entry of a group's log, as somebody was shown it. `message` is None where it is not part of what was shown."""

    seq: int
    uuid: str
    user_uuid: str
    message: str | None
    created_at: str


class Answer(NamedTuple):
    """What a send was answered with, status 200."""

    group: str
    seq: int
    uuid: str
    user_uuid: str
    message: str | None
    created_at: str


class Try(NamedTuple):
    """One request for a send.

    Attributes:
        status: 0 when no whole answer came: the outcome is unknown.
        error: the first code of a refusal.
    """

    message: str
    after_seq: int
    begun_s: float
    ended_s: float
    status: int
    answer: Answer | None = None
    error: str = ""


@dataclass(slots=True)
class Send:
    """A message as its client meant it, kept from before the first try."""

    person: str
    group: str
    message_uuid: str
    message: str
    tries: list[Try] = field(default_factory=list)

    @property
    def answered(self) -> Answer | None:
        """The first answer, if there is one."""
        return next((each.answer for each in self.tries if each.answer is not None), None)


class Page(NamedTuple):
    """A page of a log that was asked for and given.

    Attributes:
        before, after: what was asked for; both None for the newest page.
        has_older, has_newer: whether a link led on.
        walk: pages of one walk follow each other's links; 0 for none.
    """

    person: str
    group: str
    before: int | None
    after: int | None
    limit: int
    begun_s: float
    ended_s: float
    entries: tuple[Seen, ...]
    has_older: bool
    has_newer: bool
    walk: int = 0


class Row(NamedTuple):
    """A row of an inbox."""

    group: str
    last_seq: int
    read_seq: int
    unread_count: int
    message: str | None
    created_at: str


class InboxRead(NamedTuple):
    """The newest page of a person's inbox."""

    person: str
    begun_s: float
    ended_s: float
    rows: tuple[Row, ...]


class Counter(NamedTuple):
    """What stood beside "Messages": unread entries, and groups with some."""

    entries: int
    groups: int


class Mark(NamedTuple):
    """A read mark that was set. `read_seq` is the answer; 0 with no answer."""

    person: str
    group: str
    seq: int
    begun_s: float
    ended_s: float
    status: int
    read_seq: int


class Probe(NamedTuple):
    """A request for a group by somebody who is not in it."""

    person: str
    group: str
    what: str
    status: int


class Frame(NamedTuple):
    """An entry that came over a live socket."""

    at_s: float
    group: str
    entry: Seen


@dataclass(slots=True)
class SocketLife:
    """A live socket from its first frame to its end.

    Attributes:
        closed_s: when the client learnt that it was over.
    """

    person: str
    opened_s: float
    closed_s: float = 0.0
    frames: list[Frame] = field(default_factory=list)


class Fault(NamedTuple):
    """Something that was done to the server or to the way to it."""

    kind: str
    begun_s: float
    ended_s: float


@dataclass(slots=True)
class Truth:
    """What is there in the end, read when everything had come to rest.

    Attributes:
        logs: of every group, from the first entry to the last.
        inboxes: of every person, all pages in order.
    """

    logs: dict[str, list[Seen]] = field(default_factory=dict)
    inboxes: dict[str, list[Row]] = field(default_factory=dict)
    counters: dict[str, Counter] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """All of it.

    Attributes:
        members: the people of each group.
        heads: where each log ended before the run; entries up to there are not this run's.
        requests, failures: HTTP requests of the clients, and those of them without a whole answer
            or answered 5xx.
    """

    members: dict[str, frozenset[str]] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    sends: list[Send] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    inboxes: list[InboxRead] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    sockets: list[SocketLife] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    truth: Truth = field(default_factory=Truth)
    requests: int = 0
    failures: int = 0
