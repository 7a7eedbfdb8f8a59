"""Frames are made by us, whole; what reads them is somebody else's."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.entrypoints.live import frames
from cruddur.entrypoints.live.connection import Connection

ANN = UserUuid("00000000-0000-4000-8000-000000000001")


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_a_frame_of_any_length_is_what_a_client_reads(length: int) -> None:
    text = ("ä" * (length // 2) + "x" * (length % 2)).encode()
    assert len(text) == length
    client = ClientProtocol(parse_uri("ws://127.0.0.1/"), state=State.OPEN, max_size=None)
    client.receive_data(frames.framed(text) + frames.HEARTBEAT)
    first, second = (event for event in client.events_received() if isinstance(event, Frame))
    assert (first.opcode, first.fin, bytes(first.data)) == (Opcode.TEXT, True, text)
    assert bytes(second.data) == b'{"type":"heartbeat"}'
    assert frames.text_of(frames.framed(text)) == text.decode()


class Wire:
    """What a server would do with frames: takes them at once while it can."""

    def __init__(self) -> None:
        self.can_write = True
        self.has_room = asyncio.Event()
        self.has_room.set()
        self.written: list[bytes] = []
        self.sent: list[MutableMapping[str, Any]] = []

    def write(self, data: bytes) -> bool:
        if self.can_write:
            self.written.append(data)
        return self.can_write

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self.has_room.wait()
        self.sent.append(message)


async def test_what_one_turn_brings_is_one_write_in_the_order_of_the_pushes() -> None:
    wire = Wire()
    connection = Connection(ANN, wire.send, asyncio.get_running_loop(), wire.write)
    pushed = [frames.removed(GroupUuid(f"group-{number}")) for number in range(3)]
    for frame in pushed:
        connection.push(frame)
    assert wire.written == []
    await asyncio.sleep(0)
    assert wire.written == [b"".join(pushed)]
    connection.push(frames.HEARTBEAT)
    await asyncio.sleep(0)
    assert wire.written[1:] == [frames.HEARTBEAT]


async def test_frames_wait_for_a_slow_reader_and_keep_their_order() -> None:
    wire = Wire()
    connection = Connection(ANN, wire.send, asyncio.get_running_loop(), wire.write)
    wire.can_write = False
    wire.has_room.clear()
    connection.push(frames.removed(GroupUuid("first")))
    await asyncio.sleep(0)
    wire.can_write = True  # but the first one still waits for its turn
    connection.push(frames.removed(GroupUuid("second")))
    for _ in range(3):
        await asyncio.sleep(0)
    assert wire.written == []
    wire.has_room.set()
    for _ in range(3):
        await asyncio.sleep(0)
    assert [message["text"] for message in wire.sent] == [
        '{"type":"removed","message_group_uuid":"first"}',
        '{"type":"removed","message_group_uuid":"second"}',
    ]
    assert wire.written == []


async def test_a_closed_socket_is_written_nothing_that_waited() -> None:
    wire = Wire()
    connection = Connection(ANN, wire.send, asyncio.get_running_loop(), wire.write)
    connection.push(frames.HEARTBEAT)
    connection.close(frames.EXPIRED)
    for _ in range(3):
        await asyncio.sleep(0)
    assert wire.written == []
    assert wire.sent == [{"type": "websocket.close", "code": frames.EXPIRED}]
