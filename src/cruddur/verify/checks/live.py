"""Live delivery: whoever listens hears of it."""

from collections.abc import Iterator
from operator import attrgetter

from cruddur.verify.checks.evidence import Evidence, place
from cruddur.verify.checks.violation import Violation
from cruddur.verify.history import Fault, Send, SocketLife

GRACE_S = 3.0
"""How long delivery may take on a busy machine, not counting the faults that last meanwhile."""

OVERTAKEN_S = 0.5
"""By how much frames of one socket may overtake each other, since some take a look-up to make."""

TOLD_WITHIN_S = 1.0
"""How long a host may take from storing an entry to having told the others."""

BUS, PEOPLE = ": redis", ": postgres"
"""How the names of faults end that strike what live delivery between hosts needs: the bus, and people's names."""

HARMLESS_TO_THE_BUS = ("delay", "throttle")
"""Trouble that it outlives: what is for other hosts comes later."""

AFTERMATH_S = 3.0
"""How long hosts may take to listen to each other again once the bus is back."""


def undelivered(evidence: Evidence) -> Iterator[Violation]:
    """Every entry stored while a member's socket was open has come over it, unless the socket ended before."""
    heard = {
        id(socket): {(frame.group, frame.entry.seq) for frame in socket.frames} for socket in evidence.history.sockets
    }
    for send, socket, seq in expected(evidence):
        if (send.group, seq) not in heard[id(socket)]:
            lived_s = socket.closed_s - socket.opened_s
            example = f"{place(send.group, seq)} never came over a socket open for {lived_s:.1f} s"
            yield Violation("undelivered", example)


def expected(evidence: Evidence) -> Iterator[tuple[Send, SocketLife, int]]:
    """Yield what must have been delivered: the send, the socket, and the number it is stored at.

    A socket keeps the order, so whatever was sent well after an entry was stored, and came, proves that the
    entry must have come. So does a socket that was still open when a generous time had passed.
    """
    faults = sorted(evidence.history.faults, key=attrgetter("begun_s"))
    proofs = _proofs(evidence)
    sockets: dict[str, list[SocketLife]] = {}
    for socket in evidence.history.sockets:
        sockets.setdefault(socket.person, []).append(socket)
    for send in evidence.history.sends:
        stored = evidence.copies.get((send.group, send.person, send.message_uuid))
        seen_s = evidence.first_seen_s.get((send.group, stored[0].seq)) if stored else None
        if stored is None or seen_s is None:
            continue
        begun_s = min(each.begun_s for each in send.tries)
        if evidence.has_several_hosts:
            answered_s = min((each.ended_s for each in send.tries if each.answer is not None), default=None)
            if answered_s is None:
                continue  # whose host may have died, and who never asked another
            seen_s = max(seen_s, answered_s)  # it may have been stored by a try that nobody could tell of
            if _may_be_dropped(begun_s, seen_s, faults):
                continue
        due_s = _due_s(seen_s, faults)
        for member in evidence.history.members[send.group]:
            for socket in sockets.get(member, ()):
                is_proved = seen_s + OVERTAKEN_S < proofs[id(socket)] or due_s < socket.closed_s
                if socket.opened_s < begun_s and is_proved:
                    yield send, socket, stored[0].seq


def _proofs(evidence: Evidence) -> dict[int, float]:
    """When the latest send whose entry came over each socket was begun."""
    begun_s = {
        (send.group, send.message_uuid): min(each.begun_s for each in send.tries)
        for send in evidence.history.sends
        if send.tries
    }
    return {
        id(socket): max((begun_s.get((frame.group, frame.entry.uuid), 0.0) for frame in socket.frames), default=0.0)
        for socket in evidence.history.sockets
    }


def _due_s(seen_s: float, faults: list[Fault]) -> float:
    """When an entry seen at `seen_s` must have been delivered."""
    due_s = seen_s + GRACE_S
    for fault in faults:
        if fault.begun_s < due_s and fault.ended_s > seen_s:
            due_s += fault.ended_s - max(fault.begun_s, seen_s)
    return due_s


def _may_be_dropped(begun_s: float, told_s: float, faults: list[Fault]) -> bool:
    """Whether what was to be told of a send, begun and answered at these times, may have been lost between hosts.

    The bus promises at most once, and the log decides. Trouble with the log itself is none of these: whoever does not
    hear that a message is stored has it sent again, and whoever finds it stored tells it again.
    """
    return any(begun_s < _loses_frames_until_s(fault) and fault.begun_s < told_s + TOLD_WITHIN_S for fault in faults)


def _loses_frames_until_s(fault: Fault) -> float:
    """Sends begun before this may not be told of, if they came to their end after the fault's beginning."""
    if fault.kind.endswith(BUS):
        return 0.0 if fault.kind.startswith(HARMLESS_TO_THE_BUS) else fault.ended_s + AFTERMATH_S
    if fault.kind.endswith(PEOPLE):
        return fault.ended_s + TOLD_WITHIN_S
    if fault.kind in ("kill -9", "kill -9, clock wrong"):
        return fault.begun_s  # what a host had not yet told died with it; started again, it tells everything
    return 0.0
