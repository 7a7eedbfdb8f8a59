"""The log: nothing lost, doubled, invented, changed or reordered, and no request refused or taken wrongly."""

import itertools
from collections.abc import Iterator

from cruddur.verify.checks.evidence import Evidence, place
from cruddur.verify.checks.violation import Violation
from cruddur.verify.history import Send, Try

_MAY_BE_SAID = frozenset(("idempotency_mismatch", "too_far_behind"))
"""Refusals of a send with status 409 that a right server may give; the first is looked at closer."""


def lost(evidence: Evidence) -> Iterator[Violation]:
    """An answered message must be in the log, at the number that was answered."""
    for send in evidence.history.sends:
        answer = send.answered
        if answer is None:
            continue
        stored = evidence.stored.get((answer.group, answer.seq))
        if stored is None or stored.uuid != send.message_uuid:
            yield Violation("lost", f"{send.message_uuid} was answered as {place(answer.group, answer.seq)}")


def doubled(evidence: Evidence) -> Iterator[Violation]:
    """A message is in the log once, and every answer to it gives the same number."""
    for (group, _, message_uuid), copies in evidence.copies.items():
        if len(copies) > 1:
            seqs = ", ".join(str(entry.seq) for entry in copies)
            yield Violation("doubled", f"{message_uuid} is stored at {seqs} of {group[:8]}…")
    for send in evidence.history.sends:
        seqs = {each.answer.seq for each in send.tries if each.answer is not None}
        if len(seqs) > 1:
            yield Violation("doubled", f"{send.message_uuid} was answered as {sorted(seqs)}")


def invented(evidence: Evidence) -> Iterator[Violation]:
    """Every entry of this run was sent: by this person, into this group."""
    for group, log in evidence.history.truth.logs.items():
        for entry in log[evidence.history.heads.get(group, 0) :]:
            send = evidence.sends.get((entry.user_uuid, entry.uuid))
            if send is None or send.group != group:
                yield Violation("invented", f"nobody sent what is at {place(group, entry.seq)}")


def corrupt(evidence: Evidence) -> Iterator[Violation]:
    """What is stored is what was said, and it looks the same whoever is shown it, and whenever."""
    for group, log in evidence.history.truth.logs.items():
        for entry in log:
            send = evidence.sends.get((entry.user_uuid, entry.uuid))
            if send is not None and entry.message not in {each.message for each in send.tries}:
                yield Violation("corrupt", f"{place(group, entry.seq)} says what its sender never said")
    for seen in evidence.observations:
        stored = evidence.stored.get((seen.group, seen.entry.seq))
        if stored is not None and stored.uuid == seen.entry.uuid and stored != seen.entry:
            where = place(seen.group, seen.entry.seq)
            yield Violation("corrupt", f"{where} was {seen.how} otherwise than it is stored")


def two_at_one_seq(evidence: Evidence) -> Iterator[Violation]:
    """A number belongs to one entry for ever."""
    first: dict[tuple[str, int], str] = {key: entry.uuid for key, entry in evidence.stored.items()}
    for seen in evidence.observations:
        uuid = first.setdefault((seen.group, seen.entry.seq), seen.entry.uuid)
        if uuid != seen.entry.uuid:
            yield Violation("two at one seq", f"{place(seen.group, seen.entry.seq)} was {uuid} and {seen.entry.uuid}")


def gaps(evidence: Evidence) -> Iterator[Violation]:
    """Numbers are 1, 2, 3 … and times never fall."""
    for group, log in evidence.history.truth.logs.items():
        for number, entry in enumerate(log, start=1):
            if entry.seq != number:
                yield Violation("gap", f"{place(group, entry.seq)} stands where {number} should")
                break
        for earlier, later in itertools.pairwise(log):
            if later.created_at < earlier.created_at:
                yield Violation("time falls", f"{place(group, later.seq)} is dated before its predecessor")


def seen_then_gone(evidence: Evidence) -> Iterator[Violation]:
    """What anybody was ever shown is there in the end."""
    reported: set[tuple[str, int]] = set()
    for seen in evidence.observations:
        key = (seen.group, seen.entry.seq)
        if key not in evidence.stored and key not in reported:
            reported.add(key)
            yield Violation("seen then gone", f"{place(*key)} was {seen.how}")


def out_of_real_time(evidence: Evidence) -> Iterator[Violation]:
    """A send that begins after another's entry was known comes after it in the log."""
    for send in evidence.history.sends:
        stored = evidence.copies.get((send.group, send.person, send.message_uuid), [])
        if not stored or not send.tries:
            continue
        begun_s = min(each.begun_s for each in send.tries)
        known = evidence.known(send.group).before(begun_s)
        if stored[0].seq <= known:
            example = f"{place(send.group, stored[0].seq)} was sent when {known} was known"
            yield Violation("out of real time", example)


def wrongly_refused(evidence: Evidence) -> Iterator[Violation]:
    """A member's well-formed send is not refused, and a repeat not taken for another."""
    for send in evidence.history.sends:
        for each in send.tries:
            if _is_wrong_refusal(send, each):
                yield Violation("wrongly refused", f"{send.message_uuid}: {each.status} {each.error}")


def _is_wrong_refusal(send: Send, refused: Try) -> bool:
    if not 400 <= refused.status < 500 or refused.status == 429:
        return False
    if refused.status != 409 or refused.error not in _MAY_BE_SAID:
        return True
    if refused.error != "idempotency_mismatch":
        return False
    others = (each for each in send.tries if each.message != refused.message)
    return not any(other.begun_s <= refused.ended_s for other in others)


def wrongly_accepted(evidence: Evidence) -> Iterator[Violation]:
    """Other words under a uuid that was answered are refused; an answer never repeats words that were not asked."""
    for send in evidence.history.sends:
        for each in send.tries:
            answer = each.answer
            if answer is None:
                continue
            if (answer.uuid, answer.user_uuid, answer.group) != (send.message_uuid, send.person, send.group):
                yield Violation("wrongly accepted", f"{send.message_uuid} got another message's answer")
            elif answer.message != each.message:
                yield Violation("wrongly accepted", f"{send.message_uuid} with other words got the first one's answer")
            elif answer.seq <= each.after_seq:
                yield Violation("wrongly accepted", f"{send.message_uuid} was put at or before its after_seq")
