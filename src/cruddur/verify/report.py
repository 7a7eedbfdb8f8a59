"""What a trial comes to: figures, violations, and a verdict. Pure."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from cruddur.verify.checks import violations
from cruddur.verify.checks.evidence import Evidence
from cruddur.verify.checks.live import expected
from cruddur.verify.history import History

VALID, INVALID, UNKNOWN = "VALID", "INVALID", "UNKNOWN"

LEAST_SENDS = 500
LEAST_FAULTS = 10
LEAST_PAGES = 100
LEAST_DELIVERIES = 50
LEAST_AVAILABILITY = 0.5

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Lag:
    """Half, 99 of 100, and all of the cases lie below, in milliseconds."""

    p50_ms: float
    p99_ms: float
    most_ms: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome.

    Attributes:
        operations: what was done, by kind.
        availability: of the clients' requests, those that got a whole answer that is no 5xx.
        send_lag: from the first try of a send to its answer, retries included.
        live_lag: from the first try of a send to its frame at a listener.
        inbox_lag: the age of the oldest answered entry that an inbox did not show yet when it was read.
        found: violations by kind, with examples.
        missing: what there was too little of, for a verdict other than UNKNOWN.
    """

    seed: str
    took_s: float
    operations: dict[str, int]
    faults: dict[str, int]
    availability: float
    send_lag: Lag
    live_lag: Lag
    inbox_lag: Lag
    found: dict[str, tuple[int, list[str]]]
    missing: list[str]
    verdict: str

    def as_dict(self) -> dict[str, Any]:
        """Return it for machines."""
        return asdict(self)


def report(evidence: Evidence, *, seed: str, took_s: float, sends: int, faults: int) -> Report:
    """Check a history and say what came of it.

    Args:
        sends, faults: what was asked for; less is UNKNOWN.
    """
    history = evidence.history
    found: dict[str, tuple[int, list[str]]] = {}
    for kind, example in violations(evidence):
        count, examples = found.get(kind, (0, []))
        found[kind] = (count + 1, [*examples, example] if len(examples) < EXAMPLES else examples)
    operations = _operations(evidence)
    availability = 1 - history.failures / history.requests if history.requests else 0.0
    missing = _missing(operations, len(history.faults), availability, sends=sends, faults=faults)
    return Report(
        seed=seed,
        took_s=took_s,
        operations=operations,
        faults=dict(sorted(Counter(fault.kind for fault in history.faults).items())),
        availability=availability,
        send_lag=_lag(_send_lags(history)),
        live_lag=_lag(_live_lags(evidence)),
        inbox_lag=_lag(_inbox_lags(evidence)),
        found=found,
        missing=missing,
        verdict=INVALID if found else UNKNOWN if missing else VALID,
    )


def _operations(evidence: Evidence) -> dict[str, int]:
    history = evidence.history
    tries = [each for send in history.sends for each in send.tries]
    return {
        "sends answered": sum(send.answered is not None for send in history.sends),
        "sends never answered": sum(send.answered is None for send in history.sends),
        "tries": len(tries),
        "tries without an answer": sum(each.status == 0 for each in tries),
        "tries beyond the first": sum(max(0, len(send.tries) - 1) for send in history.sends),
        "refused: other words": sum(each.error == "idempotency_mismatch" for each in tries),
        "entries stored": sum(map(len, history.truth.logs.values())),
        "pages read": len(history.pages),
        "inboxes read": len(history.inboxes),
        "read marks set": sum(mark.status == 200 for mark in history.marks),
        "strange doors tried": len(history.probes),
        "live sockets": len(history.sockets),
        "live frames": sum(len(socket.frames) for socket in history.sockets),
        "deliveries owed": sum(1 for _ in expected(evidence)),
    }


def _missing(operations: dict[str, int], struck: int, availability: float, *, sends: int, faults: int) -> list[str]:
    wanted = (
        ("sends answered", operations["sends answered"], max(sends, LEAST_SENDS)),
        ("faults", struck, max(faults, LEAST_FAULTS)),
        ("pages read", operations["pages read"], LEAST_PAGES),
        ("deliveries owed", operations["deliveries owed"], LEAST_DELIVERIES),
    )
    missing = [f"{what}: {found} of {least}" for what, found, least in wanted if found < least]
    if availability < LEAST_AVAILABILITY:
        missing.append(f"availability: {availability:.0%} of {LEAST_AVAILABILITY:.0%}")
    return missing


def _send_lags(history: History) -> list[float]:
    return [
        min(each.ended_s for each in send.tries if each.answer) - send.tries[0].begun_s
        for send in history.sends
        if send.answered is not None
    ]


def _live_lags(evidence: Evidence) -> list[float]:
    begun = {
        (send.group, send.person, send.message_uuid): send.tries[0].begun_s
        for send in evidence.history.sends
        if send.tries
    }
    lags: list[float] = []
    for socket in evidence.history.sockets:
        for frame in socket.frames:
            at_s = begun.get((frame.group, frame.entry.user_uuid, frame.entry.uuid))
            if at_s is not None and at_s > socket.opened_s:
                lags.append(frame.at_s - at_s)
    return lags


def _inbox_lags(evidence: Evidence) -> list[float]:
    """For each row that was read: 0 when it stood at the head, else the age of the first entry it lacked."""
    lags: list[float] = []
    for read in evidence.history.inboxes:
        for row in read.rows:
            missing_s = evidence.first_seen_s.get((row.group, row.last_seq + 1))
            lags.append(max(0.0, read.begun_s - missing_s) if missing_s is not None else 0.0)
    return lags


def _lag(lags: list[float]) -> Lag:
    if not lags:
        return Lag(0.0, 0.0, 0.0, 0)
    ordered = sorted(lags)
    return Lag(
        1000 * ordered[len(ordered) // 2],
        1000 * ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
        1000 * ordered[-1],
        len(ordered),
    )
