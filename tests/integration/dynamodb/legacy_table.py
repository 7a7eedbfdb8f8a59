"""A table as the class's code would have left it: times of every kind, repeats, orphans, a conversation begun twice.

Made from the description of the format; every generator is a pure function of its seed.
"""

import random
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

Item = dict[str, dict[str, str]]


class Legacy(NamedTuple):
    """The items, and what they mean.

    Attributes:
        messages: by pair of people (sorted): (author, text), in the order of time.
        unfit: how many items mean nothing.
    """

    items: list[Item]
    messages: dict[tuple[str, str], list[tuple[str, str]]]
    unfit: int


def legacy(seed: int, *, conversations: int = 5, messages: int = 20) -> Legacy:
    """Return a table of so many conversations with so many messages each."""
    chance = random.Random(seed)
    items: list[Item] = []
    meant: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for number in range(conversations):
        one, other = _uuid(chance), _uuid(chance)
        pair = (min(one, other), max(one, other))
        begun_twice = number % 2 == 1
        groups = [_uuid(chance) for _ in range(2 if begun_twice else 1)]
        at = datetime(2023, 12, 31, 23, 50, tzinfo=UTC) + timedelta(days=chance.randint(0, 30))
        told: list[tuple[str, str]] = []
        last: dict[str, str] = {}
        for line in range(messages):
            at += timedelta(seconds=chance.randint(1, 90), microseconds=chance.randint(0, 999_999))
            author, group = chance.choice((one, other)), chance.choice(groups)
            sk = _time(at, chance)
            last[group] = sk
            items.append(_message(group, sk, author, f"line {line} \u00e9", message_uuid=_uuid(chance)))
            told.append((author, f"line {line} \u00e9"))
        for group in last:
            items += [_row(one, last[group], group, other), _row(other, last[group], group, one)]
        meant[pair] = told
    unfit = _worthless(items, chance)
    chance.shuffle(items)
    return Legacy(items, meant, unfit)


def _worthless(items: list[Item], chance: random.Random) -> int:
    """Add what cannot be carried over; return how many items that are."""
    first = next(item for item in items if item["pk"]["S"].startswith("MSG#"))
    moment = datetime.fromisoformat(first["sk"]["S"])
    later = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) + timedelta(days=1)
    group, author = first["pk"]["S"].removeprefix("MSG#"), first["user_uuid"]["S"]
    orphan = _uuid(chance)
    times = (_time(later + timedelta(seconds=number), chance) for number in range(9))  # equal ones would overwrite
    added: Sequence[Item] = [
        {**first, "sk": {"S": next(times)}},  # the same message again, with another time
        _message(group, next(times), author, "   ", message_uuid=_uuid(chance)),
        _message(group, next(times), author, "x" * 1025, message_uuid=_uuid(chance)),
        _message(group, "yesterday", author, "when?", message_uuid=_uuid(chance)),
        _message(group, next(times), _uuid(chance), "a stranger", message_uuid=_uuid(chance)),
        _message(orphan, next(times), author, "to nobody", message_uuid=_uuid(chance)),
        _row(author, next(times), _uuid(chance), _uuid(chance)),  # a group without messages
        {"pk": {"S": "USR#1"}, "sk": {"S": "profile"}},
    ]
    items += added
    return len(added)


def _message(group: str, sk: str, author: str, text: str, *, message_uuid: str) -> Item:
    return {
        "pk": {"S": f"MSG#{group}"},
        "sk": {"S": sk},
        "message_uuid": {"S": message_uuid},
        "message": {"S": text},
        "user_uuid": {"S": author},
        "user_display_name": {"S": "Somebody"},
        "user_handle": {"S": "somebody"},
    }


def _row(owner: str, sk: str, group: str, other: str) -> Item:
    return {
        "pk": {"S": f"GRP#{owner}"},
        "sk": {"S": sk},
        "message_group_uuid": {"S": group},
        "message": {"S": "the last one"},
        "user_uuid": {"S": other},
        "user_display_name": {"S": "Somebody"},
        "user_handle": {"S": "somebody"},
    }


def _time(moment: datetime, chance: random.Random) -> str:
    """An ISO time with some offset, or in UTC without one."""
    offset = chance.choice((None, 0, -5, 5.5, 12))
    if offset is None:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return moment.astimezone(timezone(timedelta(hours=offset))).isoformat()


def _uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def definition(name: str) -> dict[str, Any]:
    """The class's table, as CreateTable takes it."""
    return {
        "TableName": name,
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
