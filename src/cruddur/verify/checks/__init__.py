"""The checks: each a pure function over a history that yields what it finds wrong."""

from collections.abc import Callable, Iterable

from cruddur.verify.checks import inbox, live, log, pages
from cruddur.verify.checks.evidence import Evidence
from cruddur.verify.checks.violation import Violation

CHECKS: tuple[Callable[[Evidence], Iterable[Violation]], ...] = (
    log.lost,
    log.doubled,
    log.invented,
    log.corrupt,
    log.two_at_one_seq,
    log.gaps,
    log.seen_then_gone,
    log.out_of_real_time,
    log.wrongly_refused,
    log.wrongly_accepted,
    pages.page_faults,
    pages.stale_pages,
    pages.broken_walks,
    pages.leaks,
    live.undelivered,
    inbox.going_back,
    inbox.shown_in_order,
    inbox.unread_is_truth,
    inbox.order_is_truth,
    inbox.counter_is_truth,
)


def violations(evidence: Evidence) -> list[Violation]:
    """Return everything that is wrong; an empty list is what one hopes for."""
    return [violation for check in CHECKS for violation in check(evidence)]
