"""Every access pattern stays within its budget, as the service itself counts."""

import pytest

from bench.calls import MOST_CALLS, mixed_load
from bench.capacity import BEGIN, PATTERNS, Conversation, Pattern, measure
from bench.long_log import rows_of_a_long_log
from cruddur.adapters.dynamodb.engine import DynamoEngine


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.run.__name__)
async def test_a_pattern_stays_within_its_budget(pattern: Pattern, engine: DynamoEngine) -> None:
    row = await measure(pattern, engine)
    assert row.is_within, row
    assert row.read_units + row.write_units > 0  # it was counted at all


async def test_a_warm_send_is_one_call(engine: DynamoEngine) -> None:
    conversation = Conversation(engine)
    await conversation.begin()
    with engine.meter.measure() as capacity:
        for _ in range(100):
            await conversation.send(BEGIN)
    assert dict(capacity.calls) == {"PutItem": 100}
    assert (capacity.read_units, capacity.write_units, capacity.lost) == (0, 100, 0)


async def test_a_mixed_load_makes_hardly_more_calls_than_requests(engine: DynamoEngine) -> None:
    load = await mixed_load(engine)
    assert set(load.requests) == {"send", "list messages", "list groups", "mark read"}
    assert load.send_calls == {"PutItem": load.requests["send"]}
    assert 1 <= load.per_request <= MOST_CALLS
    assert load.is_within


async def test_a_page_of_a_log_that_really_is_long_costs_the_same_anywhere(engine: DynamoEngine) -> None:
    """Of 100,000 by command: `./cruddur bench capacity --depth 100000`."""
    found = await rows_of_a_long_log(engine, 1000)
    assert [row.read_units for row in found] == [3.5] * 3
    assert all(row.is_within and row.calls == "1 Query" for row in found)


async def test_the_projector_has_nothing_left_to_do_for_a_first_message(engine: DynamoEngine) -> None:
    conversation = Conversation(engine)
    first = await conversation.begin()
    before = [await engine.inbox.find_row(user, conversation.group.uuid) for user in conversation.group.members]
    with engine.meter.measure() as capacity:
        await conversation.project(first)
    assert capacity.refused == 2
    assert before == [await engine.inbox.find_row(user, conversation.group.uuid) for user in conversation.group.members]
