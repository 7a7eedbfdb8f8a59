"""Reading: pages without holes and repeats, never behind what was known, for members only."""

import itertools
from collections.abc import Iterator

from cruddur.verify.checks.evidence import Evidence, place
from cruddur.verify.checks.violation import Violation
from cruddur.verify.history import Page


def page_faults(evidence: Evidence) -> Iterator[Violation]:
    """Each page holds exactly the entries it is for."""
    for page in evidence.history.pages:
        fault = _fault(page, evidence.known(page.group).before(page.begun_s - evidence.stale_after_s))
        if fault:
            yield Violation(f"page: {fault}", _described(page))


def _fault(page: Page, known: int) -> str:
    seqs = [entry.seq for entry in page.entries]
    if len(set(seqs)) != len(seqs):
        return "repeat"
    if seqs != sorted(seqs):
        return "order"
    if len(seqs) > page.limit:
        return "too long"
    if not seqs:
        return "miss" if _must_hold_something(page, known) else ""
    if seqs[-1] - seqs[0] + 1 != len(seqs):
        return "miss"
    if page.after is not None:
        is_right = seqs[0] == page.after + 1 and (len(seqs) == page.limit or not page.has_newer)
    else:
        is_right = _ends_rightly(page, seqs[-1], known) and len(seqs) == min(page.limit, seqs[-1])
    if not is_right:
        return "miss"
    return "" if page.has_older == (seqs[0] > 1) else "link"


def _must_hold_something(page: Page, known: int) -> bool:
    if page.after is not None:
        return known > page.after
    return known > 0 and (page.before is None or page.before > 1)


def _ends_rightly(page: Page, last: int, known: int) -> bool:
    """A page before n ends at n-1, unless the log itself ends earlier."""
    if page.before is None:
        return True
    return last == page.before - 1 or (last < page.before - 1 and last >= known and not page.has_newer)


def stale_pages(evidence: Evidence) -> Iterator[Violation]:
    """A page that claims to reach the end of the log reaches everything that was known when it was asked for."""
    for page in evidence.history.pages:
        if page.has_newer or page.before is not None:
            continue
        known = evidence.known(page.group).before(page.begun_s - evidence.stale_after_s)
        last = page.entries[-1].seq if page.entries else (page.after or 0)
        if last < known and (page.after is None or known > page.after):
            yield Violation("stale page", f"{_described(page)} ended at {last} when {known} was known")


def broken_walks(evidence: Evidence) -> Iterator[Violation]:
    """Pages that follow each other's links follow each other without hole or repeat."""
    walks: dict[int, list[Page]] = {}
    for page in evidence.history.pages:
        if page.walk and page.entries:
            walks.setdefault(page.walk, []).append(page)
    for pages in walks.values():
        for page, following in itertools.pairwise(pages):
            goes_back = following.before is not None
            wanted = page.entries[0].seq - 1 if goes_back else page.entries[-1].seq + 1
            found = following.entries[-1].seq if goes_back else following.entries[0].seq
            if found != wanted:
                kind = "miss" if (found < wanted) == goes_back else "repeat"
                yield Violation(f"page: {kind}", f"{_described(following)}: {found} follows where {wanted} should")


def leaks(evidence: Evidence) -> Iterator[Violation]:
    """Nobody is shown, or allowed, anything of a group that is not theirs."""
    members = evidence.history.members
    for probe in evidence.history.probes:
        if probe.status not in (404, 0, 429) and probe.status < 500:
            yield Violation("leak", f"{probe.what} of a stranger's group {probe.group[:8]}… answered {probe.status}")
    for page in evidence.history.pages:
        if page.person not in members.get(page.group, ()):
            yield Violation("leak", _described(page))
    for socket in evidence.history.sockets:
        for frame in socket.frames:
            if socket.person not in members.get(frame.group, ()):
                yield Violation("leak", f"{place(frame.group, frame.entry.seq)} came over a stranger's socket")
    for read in evidence.history.inboxes:
        for row in read.rows:
            if read.person not in members.get(row.group, ()):
                yield Violation("leak", f"{row.group[:8]}… stands in a stranger's inbox")


def _described(page: Page) -> str:
    where = f"after {page.after}" if page.after is not None else f"before {page.before}" if page.before else "newest"
    shown = f"{page.entries[0].seq}–{page.entries[-1].seq}" if page.entries else "nothing"
    return f"{page.group[:8]}… {where}, limit {page.limit}: {shown}"
