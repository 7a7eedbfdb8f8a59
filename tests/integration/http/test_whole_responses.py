"""Responses that are written at once: the same bytes on the network as piece by piece, and no way into a head."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from cruddur.entrypoints.http import server
from cruddur.entrypoints.http.answers import Answer, Headers
from cruddur.entrypoints.http.exchange import RESPOND, Exchange, Receive, Scope, Send, deliver

ENVELOPE: Headers = [(b"x-around", b"yes")]
SMUGGLED = b"a\r\nset-cookie: session=stolen"


class App:
    """Answers with what it is given; takes the way of whole responses away when told to."""

    def __init__(self) -> None:
        self.answer = Answer(200, [(b"content-type", b"text/plain")], b"hello")
        self.has_extension = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await _lifespan(receive, send)
            return
        assert RESPOND in scope["extensions"]
        if not self.has_extension:
            scope = {**scope, "extensions": {}}
        exchange = Exchange(scope, receive)
        exchange.request_id = b"one"
        await deliver(self.answer, ENVELOPE, exchange, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


@asynccontextmanager
async def served(app: App) -> AsyncGenerator[int]:
    listener, stop, ready = server.listen("127.0.0.1", 0), asyncio.Event(), asyncio.Event()
    port = listener.getsockname()[1]
    serving = asyncio.create_task(server.serve(app, listener=listener, stop=stop, on_listening=ready.set))
    await ready.wait()
    try:
        yield port
    finally:
        stop.set()
        await serving


async def said(port: int, request: bytes) -> bytes:
    """Return everything that comes until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        return await reader.read()
    finally:
        writer.close()


def _undated(response: bytes) -> bytes:
    """A second may have passed between two of them."""
    return re.sub(rb"\r\ndate: [^\r]+", b"\r\ndate:", response)


REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("requests", [LAST, REQUEST + LAST, REQUEST * 5 + LAST])
async def test_a_whole_response_is_byte_for_byte_what_its_pieces_are(requests: bytes) -> None:
    app = App()
    async with served(app) as port:
        whole = await said(port, requests)
        app.has_extension = False
        assert whole == await said(port, requests)
    assert whole.count(b"HTTP/1.1 200 OK\r\n") == requests.count(b"GET /")
    assert whole.endswith(b"\r\n\r\nhello")


async def test_a_header_that_would_begin_another_one_is_never_written() -> None:
    app = App()
    app.answer = Answer(200, [(b"x-quoted", SMUGGLED)], b"hello")
    async with served(app) as port:
        assert b"set-cookie" not in await said(port, REQUEST)


async def test_the_date_of_responses_moves_on_and_a_stop_is_heeded_at_once() -> None:
    app = App()
    async with served(app) as port:
        first = await said(port, LAST)
        async with asyncio.timeout(30):
            while await said(port, LAST) == first:
                await asyncio.sleep(0.1)
    with pytest.raises(ConnectionRefusedError):
        await said(port, LAST)
