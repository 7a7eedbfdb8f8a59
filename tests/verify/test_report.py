"""The verdict: too little is never VALID."""

from cruddur.verify.checks.evidence import Evidence
from cruddur.verify.history import Fault, History, Send
from cruddur.verify.report import INVALID, UNKNOWN, VALID, Report, report
from tests.verify.histories import ADA, BO, COUNT, GROUP, entry, page, right, row, send


def judged(history: History, *, sends: int = 500, faults: int = 10) -> Report:
    return report(Evidence(history), seed="1", took_s=1.0, sends=sends, faults=faults)


def large() -> History:
    """A right history with enough of everything."""
    history = right()
    for seq in range(COUNT + 1, 601):
        history.sends.append(send(seq))
        history.truth.logs[GROUP].append(entry(seq))
        history.sockets[0].frames.append(history.sockets[0].frames[0]._replace(at_s=10.0 * seq, entry=entry(seq)))
    history.sockets[0].closed_s = 1e6
    for person in (ADA, BO):
        history.truth.inboxes[person] = [row(600, 600)]
    history.marks = [
        mark._replace(person=person, seq=600, read_seq=600) for mark in history.marks for person in (ADA, BO)
    ]
    history.pages = [page(1, 2, 3, after=0)] * 100
    history.faults = [Fault("cut", number, number + 0.1) for number in range(10)]
    history.requests = 1000
    return history


def test_enough_and_right_is_valid():
    verdict = judged(large())
    assert (verdict.verdict, verdict.missing, verdict.found) == (VALID, [], {})


def test_little_and_right_is_unknown_and_says_what_there_was_too_little_of():
    verdict = judged(right(), faults=20)
    assert verdict.verdict == UNKNOWN
    assert [lack.split(":")[0] for lack in verdict.missing] == [
        "sends answered",
        "faults",
        "pages read",
        "deliveries owed",
    ]


def test_less_than_was_asked_for_is_unknown():
    assert judged(large(), sends=20_000).verdict == UNKNOWN
    assert judged(large(), faults=300).verdict == UNKNOWN


def test_a_deployment_that_hardly_answers_is_unknown():
    history = large()
    history.failures = 600
    assert judged(history).missing == ["availability: 40% of 50%"]


def test_whatever_is_wrong_is_invalid_however_little_there_was():
    history = right()
    history.truth.logs[GROUP].pop()
    verdict = judged(history)
    assert verdict.verdict == INVALID
    assert verdict.found["lost"][0] == 1
    assert "message-6" in verdict.found["lost"][1][0]


def test_a_send_that_was_never_answered_is_counted():
    history = right()
    history.sends.append(Send(ADA, GROUP, "message-x", "text", []))
    assert judged(history).operations["sends never answered"] == 1
