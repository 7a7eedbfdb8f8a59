"""Each kind of violation, planted in a right history, and found there."""

from collections.abc import Callable

import pytest

from cruddur.verify.checks import violations
from cruddur.verify.checks.evidence import Evidence
from cruddur.verify.history import Counter, Fault, Frame, History, InboxRead, Mark, Probe, Seen, Send, Try
from tests.verify.histories import ADA, BO, COUNT, EVE, GROUP, entry, page, right, row, send

Plant = Callable[[History], None]


def answer_of(history: History, seq: int):
    """The answered try of an entry's send."""
    first = history.sends[seq - 1].tries[0]
    assert first.answer is not None
    return first, first.answer


def the_last_answered_message_is_missing(history: History) -> None:
    history.truth.logs[GROUP].pop()


def another_stands_where_it_was_answered(history: History) -> None:
    history.truth.logs[GROUP][2] = entry(3)._replace(uuid="message-x")


def one_is_stored_twice(history: History) -> None:
    history.truth.logs[GROUP].append(entry(3)._replace(seq=7, created_at=entry(6).created_at))


def a_repeat_is_answered_with_another_number(history: History) -> None:
    first, answer = answer_of(history, 3)
    again = first._replace(begun_s=90.0, ended_s=90.1, answer=answer._replace(seq=9))
    history.sends[2].tries.append(again)


def nobody_sent_one(history: History) -> None:
    stranger = Seen(7, "message-7", ADA, "text 7", entry(6).created_at)
    history.truth.logs[GROUP].append(stranger)


def one_was_sent_to_another_group(history: History) -> None:
    history.sends[5].group = "elsewhere"


def the_stored_words_were_never_said(history: History) -> None:
    history.truth.logs[GROUP][1] = entry(2)._replace(message="text two")


def a_page_shows_other_words(history: History) -> None:
    shown = (entry(4), entry(5)._replace(message="text five"), entry(6))
    history.pages.append(page(4, 5, 6, entries=shown))


def an_answer_has_another_time(history: History) -> None:
    first, answer = answer_of(history, 4)
    history.sends[3].tries[0] = first._replace(answer=answer._replace(created_at="2026-03-01T11:00:00.000000Z"))


def a_number_was_another_entry_before(history: History) -> None:
    history.sockets[0].frames.append(Frame(41.0, GROUP, entry(4)._replace(uuid="message-x")))


def a_number_is_left_out(history: History) -> None:
    log = history.truth.logs[GROUP]
    log[3:] = [one._replace(seq=one.seq + 1) for one in log[3:]]


def a_time_is_before_its_predecessor(history: History) -> None:
    history.truth.logs[GROUP][4] = entry(5)._replace(created_at="2026-03-01T09:00:00.000000Z")


def a_listener_heard_of_one_that_is_not_there(history: History) -> None:
    history.sockets[0].frames.append(Frame(65.0, GROUP, Seen(7, "message-7", ADA, "text 7", "z")))


def a_later_send_got_an_earlier_number(history: History) -> None:
    log = history.truth.logs[GROUP]
    log[1], log[4] = log[4]._replace(seq=2), log[1]._replace(seq=5)


def a_member_is_refused(history: History) -> None:
    history.sends[0].tries.append(Try("text 1", 0, 90.0, 90.1, 404, None, "message_group_not_found"))


def a_repeat_is_called_a_mismatch(history: History) -> None:
    history.sends[0].tries.append(Try("text 1", 0, 90.0, 90.1, 409, None, "idempotency_mismatch"))


def a_log_that_was_read_is_called_a_future(history: History) -> None:
    history.sends[0].tries.append(Try("text 1", 6, 90.0, 90.1, 409, None, "ahead_of_log"))


def other_words_are_taken_for_a_repeat(history: History) -> None:
    first, _ = answer_of(history, 1)
    history.sends[0].tries.append(first._replace(message="other words", begun_s=90.0, ended_s=90.1))


def an_answer_is_for_another_message(history: History) -> None:
    first, answer = answer_of(history, 1)
    history.sends[0].tries.append(first._replace(begun_s=90.0, ended_s=90.1, answer=answer._replace(uuid="message-2")))


def it_is_put_before_what_its_sender_had_seen(history: History) -> None:
    first, _ = answer_of(history, 3)
    history.sends[2].tries[0] = first._replace(after_seq=3)


def a_page_repeats_an_entry(history: History) -> None:
    history.pages.append(page(4, 5, 5))


def a_page_is_in_another_order(history: History) -> None:
    history.pages.append(page(4, 6, 5))


def a_page_is_longer_than_asked(history: History) -> None:
    history.pages.append(page(3, 4, 5, 6))


def a_page_skips_an_entry(history: History) -> None:
    history.pages.append(page(3, 5, 6))


def a_page_stops_short_in_the_middle(history: History) -> None:
    history.pages.append(page(3, 4, after=2, has_newer=True))


def a_page_begins_too_late(history: History) -> None:
    history.pages.append(page(4, 5, 6, after=2))


def a_page_ends_too_early(history: History) -> None:
    history.pages.append(page(2, 3, 4, before=6))


def a_page_is_empty_where_entries_are(history: History) -> None:
    history.pages.append(page(after=2))


def a_page_holds_fewer_than_it_could(history: History) -> None:
    history.pages.append(page(5, 6))


def a_page_says_that_the_log_begins_here(history: History) -> None:
    history.pages.append(page(4, 5, 6, has_older=False))


def the_newest_page_is_an_old_one(history: History) -> None:
    history.pages.append(page(3, 4, 5, has_newer=False))


def a_page_says_that_the_log_ends_here(history: History) -> None:
    history.pages.append(page(3, 4, 5, after=2, has_newer=False))


def the_newest_page_is_empty(history: History) -> None:
    history.pages.append(page())


def the_next_page_repeats_the_edge(history: History) -> None:
    history.pages += [page(4, 5, 6, walk=2), page(2, 3, 4, before=5, walk=2)]


def the_next_page_misses_the_edge(history: History) -> None:
    history.pages += [page(1, 2, 3, after=0, walk=3), page(5, 6, after=4, walk=3)]


def a_stranger_reads(history: History) -> None:
    history.probes.append(Probe(EVE, GROUP, "GET", 200))


def a_stranger_is_told_that_it_is_there(history: History) -> None:
    history.probes.append(Probe(EVE, GROUP, "PUT read", 403))


def a_stranger_hears(history: History) -> None:
    history.sockets[0].person = EVE


def a_stranger_has_a_row(history: History) -> None:
    history.inboxes.append(InboxRead(EVE, 90.0, 90.1, (row(6, 0),)))


def a_listener_missed_one(history: History) -> None:
    del history.sockets[0].frames[3]


def a_row_was_newer_before(history: History) -> None:
    history.inboxes.append(InboxRead(BO, 90.0, 90.1, (row(5, 5),)))


def a_mark_was_higher_before(history: History) -> None:
    history.inboxes.append(InboxRead(BO, 90.0, 90.1, (row(6, 4),)))


def an_older_row_stands_on_top(history: History) -> None:
    other = row(6, 6)._replace(group="group-2", created_at="2026-03-02T00:00:00.000000Z")
    history.members["group-2"] = frozenset((BO,))
    history.inboxes.append(InboxRead(BO, 90.0, 90.1, (row(6, 6), other)))


def a_row_is_shown_twice(history: History) -> None:
    history.truth.inboxes[BO] = [row(6, 6), row(6, 6)]


def a_row_counts_wrongly(history: History) -> None:
    history.inboxes.append(InboxRead(BO, 90.0, 90.1, (row(6, 6)._replace(unread_count=1),)))


def a_row_stays_behind_its_log(history: History) -> None:
    history.truth.inboxes[BO] = [row(5, 5)]


def a_mark_that_was_answered_is_gone(history: History) -> None:
    history.truth.inboxes[ADA] = [row(6, 5)]
    history.truth.counters[ADA] = Counter(1, 1)


def more_is_read_than_anybody_read(history: History) -> None:
    history.marks.clear()


def a_row_is_missing(history: History) -> None:
    history.truth.inboxes[BO] = []


def a_row_shows_an_older_text(history: History) -> None:
    history.truth.inboxes[BO] = [row(6, 6)._replace(message="text 5")]


def the_counter_is_one_too_high(history: History) -> None:
    history.truth.counters[BO] = Counter(1, 0)


PLANTED: dict[Plant, str] = {
    the_last_answered_message_is_missing: "lost",
    another_stands_where_it_was_answered: "lost",
    one_is_stored_twice: "doubled",
    a_repeat_is_answered_with_another_number: "doubled",
    nobody_sent_one: "invented",
    one_was_sent_to_another_group: "invented",
    the_stored_words_were_never_said: "corrupt",
    a_page_shows_other_words: "corrupt",
    an_answer_has_another_time: "corrupt",
    a_number_was_another_entry_before: "two at one seq",
    a_number_is_left_out: "gap",
    a_time_is_before_its_predecessor: "time falls",
    a_listener_heard_of_one_that_is_not_there: "seen then gone",
    a_later_send_got_an_earlier_number: "out of real time",
    a_member_is_refused: "wrongly refused",
    a_repeat_is_called_a_mismatch: "wrongly refused",
    a_log_that_was_read_is_called_a_future: "wrongly refused",
    other_words_are_taken_for_a_repeat: "wrongly accepted",
    an_answer_is_for_another_message: "wrongly accepted",
    it_is_put_before_what_its_sender_had_seen: "wrongly accepted",
    a_page_repeats_an_entry: "page: repeat",
    a_page_is_in_another_order: "page: order",
    a_page_is_longer_than_asked: "page: too long",
    a_page_skips_an_entry: "page: miss",
    a_page_stops_short_in_the_middle: "page: miss",
    a_page_begins_too_late: "page: miss",
    a_page_ends_too_early: "page: miss",
    a_page_is_empty_where_entries_are: "page: miss",
    a_page_holds_fewer_than_it_could: "page: miss",
    a_page_says_that_the_log_begins_here: "page: link",
    the_newest_page_is_an_old_one: "stale page",
    a_page_says_that_the_log_ends_here: "stale page",
    the_newest_page_is_empty: "stale page",
    the_next_page_repeats_the_edge: "page: repeat",
    the_next_page_misses_the_edge: "page: miss",
    a_stranger_reads: "leak",
    a_stranger_is_told_that_it_is_there: "leak",
    a_stranger_hears: "leak",
    a_stranger_has_a_row: "leak",
    a_listener_missed_one: "undelivered",
    a_row_was_newer_before: "inbox going back",
    a_mark_was_higher_before: "inbox going back",
    an_older_row_stands_on_top: "inbox order",
    a_row_is_shown_twice: "inbox order",
    a_row_counts_wrongly: "unread",
    a_row_stays_behind_its_log: "unread",
    a_mark_that_was_answered_is_gone: "unread",
    more_is_read_than_anybody_read: "unread",
    a_row_is_missing: "inbox order",
    a_row_shows_an_older_text: "inbox order",
    the_counter_is_one_too_high: "counter",
}


def kinds(history: History) -> set[str]:
    """What is wrong with a history, in a word each."""
    return {violation.kind for violation in violations(Evidence(history))}


def test_a_right_history_is_not_blamed():
    assert violations(Evidence(right())) == []


@pytest.mark.parametrize(("plant", "kind"), PLANTED.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_violation_is_found(plant: Plant, kind: str):
    history = right()
    plant(history)
    assert kind in kinds(history)


def test_a_send_without_an_answer_may_be_stored_or_not():
    for is_stored in (True, False):
        history = right()
        last = history.sends[-1].tries[0]
        history.sends[-1].tries[0] = last._replace(status=0, answer=None)
        if not is_stored:
            history = without_the_last(history)
        assert kinds(history) == set()


def without_the_last(history: History) -> History:
    """The same, had the sixth message never been stored."""
    history.truth.logs[GROUP].pop()
    history.sockets[0].frames.pop()
    history.pages = []
    history.inboxes.pop()
    history.marks = [Mark(ADA, GROUP, 6, 80.0, 80.1, 200, 5)]
    history.truth.inboxes = {ADA: [row(5, 5)], BO: [row(5, 4)], EVE: []}
    history.truth.counters = {ADA: Counter(0, 0), BO: Counter(1, 1)}
    return history


def test_two_sends_at_a_time_may_be_stored_in_either_order():
    history = right()
    first, second = (history.sends[number].tries[0] for number in (3, 4))
    history.sends[4].tries[0] = second._replace(begun_s=first.begun_s, after_seq=0)
    history.sends[3].tries[0] = first._replace(ended_s=second.ended_s)
    assert "out of real time" not in kinds(history)


def test_a_send_again_with_other_words_may_be_refused():
    history = right()
    history.sends[0].tries.append(Try("other words", 0, 90.0, 90.1, 409, None, "idempotency_mismatch"))
    assert kinds(history) == set()


def test_a_page_asked_for_before_an_answer_need_not_show_it():
    history = right()
    history.pages = [page(3, 4, 5, begun_s=60.05, has_newer=False)]
    history.sockets[0].frames[-1] = history.sockets[0].frames[-1]._replace(at_s=60.2)
    assert kinds(history) == set()


def test_a_read_may_be_as_old_as_the_column_promises():
    history = right()
    history.pages.append(page(3, 4, 5, begun_s=61.0, has_newer=False))
    assert violations(Evidence(history, stale_after_s=2.0)) == []
    assert kinds(history) == {"stale page"}


def test_a_socket_that_closes_soon_after_need_not_have_brought_it():
    history = right()
    del history.sockets[0].frames[5]
    history.sockets[0].closed_s = 61.0
    assert kinds(history) == set()


def test_a_fault_gives_delivery_as_long_as_it_lasts():
    history = right()
    del history.sockets[0].frames[5]
    history.sockets[0].closed_s = 64.0
    assert kinds(history) == {"undelivered"}
    history.faults.append(Fault("pause", 60.5, 62.5))
    assert kinds(history) == set()


def test_entries_from_before_the_run_are_nobodys_invention():
    history = right()
    del history.sends[0]
    assert "invented" in kinds(history)
    history.heads[GROUP] = 1
    assert kinds(history) == set()


def test_a_send_into_the_unknown_is_not_held_against_anybody():
    history = right()
    history.sends.append(Send(ADA, GROUP, "message-7", "text 7", []))
    history.sends.append(send(COUNT + 1))
    history.sends[-1].tries[0] = history.sends[-1].tries[0]._replace(status=503, answer=None)
    assert kinds(history) == set()


@pytest.mark.parametrize(
    "fault", ["kill -9", "kill -9, clock wrong", "kill -9: redis", "lose answers: redis", "delay: postgres"]
)
def test_between_hosts_a_frame_may_be_lost_with_its_host_or_the_bus(fault: str):
    history = right()
    del history.sockets[0].frames[3]
    assert violations(Evidence(history, has_several_hosts=True)) != []
    history.faults.append(Fault(fault, 40.02, 40.05))
    assert violations(Evidence(history, has_several_hosts=True)) == []
    assert kinds(history) == {"undelivered"}


@pytest.mark.parametrize(
    "fault", ["kill -9: dynamodb", "lose answers: dynamodb", "delay: redis", "pause", "cut connections"]
)
def test_between_hosts_no_frame_is_lost_to_trouble_with_the_log_or_the_clients(fault: str):
    history = right()
    del history.sockets[0].frames[3]
    history.faults.append(Fault(fault, 40.02, 40.05))
    assert [found.kind for found in violations(Evidence(history, has_several_hosts=True))] == ["undelivered"]


def test_between_hosts_a_frame_is_owed_to_a_retry_once_that_is_answered():
    history = right()
    del history.sockets[0].frames[3]
    first, _ = answer_of(history, 4)
    history.sends[3].tries = [first._replace(status=0, answer=None), first]
    assert [found.kind for found in violations(Evidence(history, has_several_hosts=True))] == ["undelivered"]
    history.sends[3].tries.pop()
    assert violations(Evidence(history, has_several_hosts=True)) == []
