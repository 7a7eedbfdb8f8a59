"""A crowd of open sockets: what each holds while nothing happens, and how long a message takes to the last of them."""

import asyncio
import json
import time
from collections.abc import Sequence
from itertools import cycle, islice
from uuid import uuid4

from bench.client import Connection, Refused, request_head, with_body
from bench.live import ARRIVES_WITHIN_S, Socket
from bench.report import Crowd, percentile
from bench.server import Server

MEMBERS = 256
"""The most people that a group may have; each of them has several sockets open."""

_OPEN_AT_ONCE = 50
_MESSAGES = 20
_SETTLES_S = 1.0


async def measure_crowd(server: Server, tokens: Sequence[str], group_uuid: str, *, sockets: int) -> Crowd:
    """Open so many sockets of a group's members, look at the memory, and write to the group.

    Args:
        tokens: the members', of the one who writes first.
    Raises:
        Refused: a socket or a message was.
    """
    before_mb = server.resident_mb()
    opened: list[Socket] = []
    connection = await Connection.open("127.0.0.1", server.port)
    try:
        owners = list(islice(cycle(tokens), sockets))
        for place in range(0, sockets, _OPEN_AT_ONCE):
            batch = owners[place : place + _OPEN_AT_ONCE]
            opened += await asyncio.gather(*(Socket.open(server.port, token) for token in batch))
        await asyncio.sleep(_SETTLES_S)
        after_mb = server.resident_mb()
        head = request_head("POST", "/api/messages", port=server.port, token=tokens[0])
        took_s = sorted([await _to_the_last(connection, head, group_uuid, opened) for _ in range(_MESSAGES)])
    finally:
        for each in (*opened, connection):
            each.close()
    grown_mb = None if before_mb is None or after_mb is None else after_mb - before_mb
    return Crowd(
        sockets=sockets,
        members=len(tokens),
        kib_per_socket=None if grown_mb is None else grown_mb * 1e6 / 1024 / sockets,
        messages=len(took_s),
        last_p50_ms=percentile(took_s, 0.5) * 1000,
        last_most_ms=took_s[-1] * 1000,
    )


async def _to_the_last(connection: Connection, head: bytes, group_uuid: str, opened: Sequence[Socket]) -> float:
    """Send one message and return the seconds until every socket has it."""
    message_uuid = str(uuid4())
    arrivals = [socket.arrival_of(message_uuid.encode()) for socket in opened]
    message = {"message": "To everybody.", "message_group_uuid": group_uuid}
    body = json.dumps({**message, "message_uuid": message_uuid, "after_seq": 1}).encode()
    began = time.perf_counter()
    answer = await connection.ask(with_body(head, body))
    if answer.status != 200:
        raise Refused(f"{answer.status}: {answer.body[:300].decode(errors='replace')}")
    async with asyncio.timeout(ARRIVES_WITHIN_S):
        return max(await asyncio.gather(*arrivals)) - began
