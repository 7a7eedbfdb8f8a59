"""Every access pattern stays within its budget, as the service itself counts."""

import pytest

from bench.capacity import BEGIN, PATTERNS, Conversation, Pattern, measure
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


async def test_the_projector_has_nothing_left_to_do_for_a_first_message(engine: DynamoEngine) -> None:
    conversation = Conversation(engine)
    first = await conversation.begin()
    before = [await engine.inbox.find_row(user, conversation.group.uuid) for user in conversation.group.members]
    with engine.meter.measure() as capacity:
        await conversation.project(first)
    assert capacity.refused == 2
    assert before == [await engine.inbox.find_row(user, conversation.group.uuid) for user in conversation.group.members]
