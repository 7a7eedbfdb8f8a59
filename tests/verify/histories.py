"""A small history without a fault, for tests to plant one in."""

from typing import Any

from cruddur.verify.history import (
    Answer,
    Counter,
    Fault,
    Frame,
    History,
    InboxRead,
    Mark,
    Page,
    Probe,
    Row,
    Seen,
    Send,
    SocketLife,
    Truth,
    Try,
)

ADA, BO, EVE = "ada-uuid", "bo-uuid", "eve-uuid"
GROUP = "group-of-ada-and-bo"
COUNT = 6


def entry(seq: int) -> Seen:
    """What is stored at a number: ada says the odd ones, bo the even ones."""
    return Seen(
        seq,
        f"message-{seq}",
        ADA if seq % 2 else BO,
        f"text {seq}",
        f"2026-03-01T12:{seq // 60:02}:{seq % 60:02}.000000Z",
    )


def send(seq: int) -> Send:
    """The send of an entry: begun at second 10 * seq, answered a tenth of a second later."""
    stored = entry(seq)
    answer = Answer(GROUP, seq, stored.uuid, stored.user_uuid, stored.message, stored.created_at)
    assert stored.message is not None
    first = Try(stored.message, seq - 1, 10.0 * seq, 10.0 * seq + 0.1, 200, answer)
    return Send(stored.user_uuid, GROUP, stored.uuid, stored.message, [first])


def page(*seqs: int, begun_s: float = 100.0, **changed: Any) -> Page:
    """A page with these entries, read when all of them were stored."""
    given: dict[str, Any] = {
        "person": ADA,
        "group": GROUP,
        "before": None,
        "after": None,
        "limit": 3,
        "begun_s": begun_s,
        "ended_s": begun_s + 0.1,
        "entries": tuple(entry(seq) for seq in seqs),
        "has_older": bool(seqs) and seqs[0] > 1,
        "has_newer": bool(seqs) and seqs[-1] < COUNT,
        **changed,
    }
    return Page(**given)


def row(last_seq: int, read_seq: int) -> Row:
    """A row that stands at a number."""
    shown = entry(last_seq)
    return Row(GROUP, last_seq, read_seq, last_seq - read_seq, shown.message, shown.created_at)


def right() -> History:
    """Six messages of two people, read in pages of three, listened to, marked, and found again in the end."""
    socket = SocketLife(BO, 1.0, 200.0, [Frame(10.0 * seq + 0.05, GROUP, entry(seq)) for seq in range(1, COUNT + 1)])
    return History(
        members={GROUP: frozenset((ADA, BO))},
        sends=[send(seq) for seq in range(1, COUNT + 1)],
        pages=[
            page(4, 5, 6),
            page(4, 5, 6, walk=1),
            page(1, 2, 3, before=4, begun_s=101.0, walk=1),
            page(3, 4, 5, after=2, begun_s=102.0),
        ],
        inboxes=[InboxRead(BO, 30.5, 30.6, (row(3, 2),)), InboxRead(BO, 70.0, 70.1, (row(6, 6),))],
        marks=[Mark(ADA, GROUP, 6, 80.0, 80.1, 200, 6)],
        probes=[Probe(EVE, GROUP, "GET", 404)],
        sockets=[socket],
        faults=[Fault("cut", 55.0, 55.2)],
        truth=Truth(
            logs={GROUP: [entry(seq) for seq in range(1, COUNT + 1)]},
            inboxes={ADA: [row(6, 6)], BO: [row(6, 6)], EVE: []},
            counters={ADA: Counter(0, 0), BO: Counter(0, 0), EVE: Counter(0, 0)},
        ),
        requests=20,
    )
