"""docs/costs.md says what is counted and computed, now."""

import re
from pathlib import Path

import pytest

from tools import costs

BATCH = costs.Batch(2, 5, write_units=2.2, read_units=0.2, read_write_units=0.4)


async def test_the_page_is_what_the_tool_would_write(tmp_path: Path) -> None:
    page = costs.PAGE.read_text("utf-8")
    assert costs.filled(page, await costs.batches(tmp_path)) == page


def test_the_class_s_design_costs_what_its_journals_say() -> None:
    assert costs.original_units(2) == 9


def test_prices_are_units_times_what_the_page_says_of_a_unit() -> None:
    page = costs.PAGE.read_text("utf-8")
    assert costs.dynamodb(BATCH) == pytest.approx(2.2 * 0.625 + 0.2 * 0.125)
    assert costs.reading(BATCH) == pytest.approx(0.4 * 0.625)
    assert costs.functions(BATCH) == pytest.approx((0.20 + 0.05 * 0.5 * 13.3334) / 5)
    assert costs.ably(20) == pytest.approx(50)
    assert costs.pubnub(2) == pytest.approx(156)
    for price in ("0.625", "0.125", "0.0000133334", "2.50 ×", "123 (", "33 ("):
        assert price in page


def test_every_price_has_a_date_or_says_that_it_was_not_verified() -> None:
    rows = costs.PAGE.read_text("utf-8").partition("## Where the prices are from")[2].splitlines()
    stated = [row for row in rows if row.startswith("|")][2:]
    assert len(stated) >= 6
    for row in stated:
        assert re.search(r"\b20\d\d-\d\d", row) or "not verified" in row, row
