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

LOSES_FRAMES = ("kill -9", "pause", ": ")
"""Parts of the names of faults at which the fan-out between hosts may lose frames: a host dies, or stands still for
so long that its write's outcome is unknown to it, or the way to an engine is disturbed. It promises at most once, and
the log decides. Of one host alone nothing is lost."""

AFTERMATH_S = 3.0
"""How long after such a fault hosts may take to listen to each other again."""


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
        due_s = _due_s(seen_s, faults)
        if evidence.has_several_hosts and _may_be_dropped(send, seen_s, faults):
            continue
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


def _may_be_dropped(send: Send, seen_s: float, faults: list[Fault]) -> bool:
    """Whether a host may have stored it and told nobody: it died, or a retry found what an earlier try had stored."""
    if any(each.answer is None and not each.error for each in send.tries):
        return True
    begun_s, told_s = send.tries[0].begun_s, seen_s + TOLD_WITHIN_S
    return any(
        fault.begun_s < told_s and begun_s < fault.ended_s + AFTERMATH_S
        for fault in faults
        if any(part in fault.kind for part in LOSES_FRAMES)
    )
