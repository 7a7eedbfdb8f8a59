"""How many DynamoDB calls a request makes while nothing goes wrong: a mixed load, counted at the client.

Seeded, one request after the other, so the figures are the same on any machine.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple

from bench.capacity import SAME_MINUTE, Conversation
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.bus import LocalBus
from cruddur.domain.ids import Seq, UserUuid
from cruddur.domain.user import User
from cruddur.usecases.list_message_groups import ListMessageGroups
from cruddur.usecases.list_messages import ListMessages
from cruddur.usecases.mark_read import MarkRead

MOST_CALLS = 1.1
"""The budget: calls a request, retries included."""

REQUESTS = 400
CONVERSATIONS = 5

_SHARES = {"send": 60, "list messages": 20, "list groups": 12, "mark read": 8}


class Calls(NamedTuple):
    """What was asked and what was called for it.

    Attributes:
        requests: by kind.
        calls: by operation of DynamoDB, of all requests together.
        send_calls: of the sends alone.
    """

    requests: Mapping[str, int]
    calls: Mapping[str, int]
    send_calls: Mapping[str, int]

    @property
    def per_request(self) -> float:
        """The figure."""
        return sum(self.calls.values()) / sum(self.requests.values())

    @property
    def is_within(self) -> bool:
        """Whether it is within the budget, and a send is one PutItem and nothing else."""
        return self.per_request <= MOST_CALLS and self.send_calls == {"PutItem": self.requests["send"]}


class _Nameless:
    """A directory without people: names cost no call of DynamoDB."""

    async def find_by_uuids(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User]:
        return {}


async def mixed_load(engine: DynamoEngine, *, requests: int = REQUESTS) -> Calls:
    """Send, page, look at inboxes and mark read in a few warm conversations, and count."""
    conversations = [Conversation(engine) for _ in range(CONVERSATIONS)]
    for conversation in conversations:
        await conversation.begin()
        await conversation.send(SAME_MINUTE)  # from here on it is warm
    dice, asked = random.Random(1), Counter[str]()
    verbs = _verbs(engine)
    calls, send_calls = Counter[str](), Counter[str]()
    for _ in range(requests):
        [kind] = dice.choices([*_SHARES], [*_SHARES.values()])
        with engine.meter.measure() as capacity:
            await verbs[kind](dice.choice(conversations))
        asked[kind] += 1
        calls.update(capacity.calls)
        if kind == "send":
            send_calls.update(capacity.calls)
    return Calls(dict(asked), dict(calls), dict(send_calls))


def _verbs(engine: DynamoEngine) -> dict[str, Callable[[Conversation], Awaitable[object]]]:
    users, bus = _Nameless(), LocalBus()
    pages = ListMessages(log=engine.log, groups=engine.groups, users=users)  # pyright: ignore[reportArgumentType] - names only
    groups = ListMessageGroups(inbox=engine.inbox, users=users)  # pyright: ignore[reportArgumentType] - names only
    mark = MarkRead(log=engine.log, groups=engine.groups, inbox=engine.inbox, users=users, bus=bus)  # pyright: ignore[reportArgumentType] - names only
    return {
        "send": lambda each: each.send(SAME_MINUTE),
        "list messages": lambda each: pages(reader_uuid=each.bob, message_group_uuid=each.group.uuid),
        "list groups": lambda each: groups(reader_uuid=each.bob),
        "mark read": lambda each: mark(reader_uuid=each.bob, message_group_uuid=each.group.uuid, seq=Seq(1)),
    }
