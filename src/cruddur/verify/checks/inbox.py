"""Inboxes: they never go back, and in the end they say what the logs say."""

from collections.abc import Iterator

from cruddur.verify.checks.evidence import NOTHING_KNOWN, Evidence, Known
from cruddur.verify.checks.violation import Violation
from cruddur.verify.history import Row


def going_back(evidence: Evidence) -> Iterator[Violation]:
    """A row that was read once is never read as an older one."""
    for name in ("last_seq", "read_seq"):
        points: dict[tuple[str, str], list[tuple[float, int]]] = {}
        for read in evidence.history.inboxes:
            for row in read.rows:
                points.setdefault((read.person, row.group), []).append((read.ended_s, getattr(row, name)))
        known = {key: Known(of_row) for key, of_row in points.items()}
        for read in evidence.history.inboxes:
            for row in read.rows:
                earlier = known.get((read.person, row.group), NOTHING_KNOWN).before(read.begun_s)
                if getattr(row, name) < earlier:
                    example = f"{name} of {row.group[:8]}… was {earlier}, then {getattr(row, name)}"
                    yield Violation("inbox going back", example)


def shown_in_order(evidence: Evidence) -> Iterator[Violation]:
    """Rows stand newest first, none twice, and count rightly."""
    shown = [(read.person, list(read.rows)) for read in evidence.history.inboxes]
    for person, rows in [*shown, *evidence.history.truth.inboxes.items()]:
        places = [(row.created_at, row.group) for row in rows]
        if places != sorted(places, reverse=True):
            yield Violation("inbox order", f"rows of {person[:8]}… are not newest first")
        if len({row.group for row in rows}) != len(rows):
            yield Violation("inbox order", f"a row of {person[:8]}… is shown twice")
        for row in rows:
            if row.unread_count != max(0, row.last_seq - row.read_seq):
                yield Violation("unread", f"{row.group[:8]}…: {row.unread_count} of {row.last_seq} - {row.read_seq}")


def unread_is_truth(evidence: Evidence) -> Iterator[Violation]:
    """In the end each row stands at the head of its log, and is read as far as it was read."""
    history = evidence.history
    own: dict[tuple[str, str], int] = {}
    for group, log in history.truth.logs.items():
        for entry in log:
            own[entry.user_uuid, group] = entry.seq
    for person, rows in history.truth.inboxes.items():
        for row in rows:
            log = history.truth.logs.get(row.group, [])
            if row.last_seq != len(log):
                yield Violation("unread", f"a row of {row.group[:8]}… stands at {row.last_seq} of {len(log)}")
            least, most = _read_between(evidence, person, row, own.get((person, row.group), 0))
            if not least <= row.read_seq <= most:
                example = f"{row.group[:8]}… is read up to {row.read_seq}, marked {least} to {most}"
                yield Violation("unread", example)


def _read_between(evidence: Evidence, person: str, row: Row, own_seq: int) -> tuple[int, int]:
    """The least and the most a row may say is read: what was answered, and what was asked for."""
    base = evidence.history.heads.get(row.group, 0)
    marks = [mark for mark in evidence.history.marks if (mark.person, mark.group) == (person, row.group)]
    least = max([own_seq, *(mark.read_seq for mark in marks)])
    most = max([own_seq, base, *(min(mark.seq, row.last_seq) for mark in marks)])
    return least, most


def order_is_truth(evidence: Evidence) -> Iterator[Violation]:
    """In the end everybody has a row for each of their groups, with the newest entry in it."""
    history = evidence.history
    for person, rows in history.truth.inboxes.items():
        wanted = {group for group, members in history.members.items() if person in members}
        found = {row.group for row in rows}
        for group in sorted(wanted - found):
            yield Violation("inbox order", f"{group[:8]}… is missing from a member's inbox")
        for row in rows:
            log = history.truth.logs.get(row.group)
            if log and (row.created_at != log[-1].created_at or not _is_preview(row.message, log[-1].message)):
                yield Violation("inbox order", f"a row of {row.group[:8]}… does not show the newest entry")


def _is_preview(shown: str | None, message: str | None) -> bool:
    """Whether `shown` may be the short form of a message: its words, cut where it is long."""
    if shown is None or message is None:
        return shown == message
    words = " ".join(message.split())
    return shown == words or (shown.endswith("…") and words.startswith(shown[:-1]))


def counter_is_truth(evidence: Evidence) -> Iterator[Violation]:
    """In the end the counter is the sum over the rows."""
    truth = evidence.history.truth
    for person, counter in truth.counters.items():
        rows = truth.inboxes.get(person, [])
        wanted = (sum(row.unread_count for row in rows), sum(row.unread_count > 0 for row in rows))
        if counter != wanted:
            yield Violation("counter", f"{person[:8]}… is told {tuple(counter)}, the rows say {wanted}")
