"""The whole server on a real socket: bounds on heads and bodies, one write a response, a clean start and end."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cruddur.entrypoints.http import body, exchange, protocol
from cruddur.entrypoints.http.server import CannotListen, listen
from tests.integration.http.served import Served, serving

ROOT = Path(__file__).resolve().parents[3]
AS_ANDREW = b"host: x\r\nauthorization: Bearer andrewbrown\r\n"
JSON = b"content-type: application/json\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """One server for the tests of this file that change nothing of it."""
    with serving() as served:
        yield served


class Peer:
    """A client that says exactly what it is told to."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.seen = b""

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def say(self, data: bytes) -> None:
        self.socket.sendall(data)

    def begin(self, length: int) -> None:
        """Begin to send a message whose body is still to come, and return when the server waits for it."""
        self.say(post(b"", length=length).replace(b"host: x", b"host: x\r\nexpect: 100-continue"))
        assert self.answer()[0] == 100

    def answer(self, *, has_body: bool = True) -> tuple[int, dict[str, str], bytes]:
        """Read one response: status, headers, body."""
        while b"\r\n\r\n" not in self.seen:
            self._more()
        head, _, self.seen = self.seen.partition(b"\r\n\r\n")
        status_line, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers.get("content-length", "0")) if has_body else 0
        while len(self.seen) < length:
            self._more()
        content, self.seen = self.seen[:length], self.seen[length:]
        return int(status_line.split(" ")[1]), headers, content

    def is_closed(self) -> bool:
        """Whether the server ends the connection, within the time-out of the socket."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def _more(self) -> None:
        data = self.socket.recv(65536)
        assert data, f"closed after {self.seen!r}"
        self.seen += data


def post(content: bytes, *, length: int | None = None) -> bytes:
    length = len(content) if length is None else length
    return b"POST /api/messages HTTP/1.1\r\n" + AS_ANDREW + JSON + b"content-length: %d\r\n\r\n" % length + content


def test_a_response_leaves_in_one_write(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    program = subprocess.Popen(
        ["strace", "-f", "-e", "trace=write,writev,sendto,sendmsg", "-s", "16", "-o", str(trace),
         sys.executable, "-m", "tests.integration.http.served"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        start_new_session=True,
    )  # fmt: skip
    assert program.stdout is not None
    try:
        with Peer(int(program.stdout.readline())) as peer:
            peer.say(post(b'{"message":"x","handle":"bayko"}'))
            group = json.loads(peer.answer()[2])["message_group_uuid"]
            for path in (f"/api/messages/{group}", "/api/message_groups", "/api/schema", "/api/none"):
                peer.say(b"GET %b HTTP/1.1\r\n%b\r\n" % (path.encode(), AS_ANDREW))
                peer.answer()
            descriptor = _descriptor(trace)
    finally:
        os.killpg(program.pid, signal.SIGKILL)  # strace and what it traces
        program.wait(20)
        program.stdout.close()
    writes = re.findall(rf"^\d+ +(\w+)\({descriptor}, (.*)", trace.read_text(), re.MULTILINE)
    assert len(writes) == 5, writes
    assert all("HTTP/1.1 " in what for _, what in writes)


def _descriptor(trace: Path) -> str:
    """Return the number of the connection's file, once the trace is written."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = re.findall(r"\((\d+), .*HTTP/1\.1 ", trace.read_text())
        if len(found) >= 5:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(trace.read_text())


def test_one_connection_serves_many_requests_also_when_they_are_sent_ahead(server: Served) -> None:
    ask = b"%b /api/session HTTP/1.1\r\n" + AS_ANDREW + b"x-request-id: %d\r\n\r\n"
    with Peer(server.port) as peer:
        methods = (b"GET", b"HEAD", b"HEAD", b"GET", b"OPTIONS", b"GET")
        peer.say(b"".join(ask % (method, number) for number, method in enumerate(methods)))
        for number, method in enumerate(methods):
            status, headers, content = peer.answer(has_body=method != b"HEAD")
            assert (status, headers["x-request-id"]) == (204 if method == b"OPTIONS" else 200, str(number))
            assert bool(content) == (method == b"GET")
        peer.say(b"GET /api/session HTTP/1.0\r\n" + AS_ANDREW + b"\r\n")
        assert peer.answer()[0] == 200
        assert peer.is_closed()


def test_ten_megabytes_are_refused_at_once_and_their_sender_is_not_reset(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "LINGER_S", 30.0)
    with Peer(server.port) as peer:
        failures: list[OSError] = []
        sender = threading.Thread(target=_send_all, args=(peer.socket, post(b" " * 10_000_000), failures))
        sender.start()
        status, headers, content = peer.answer()
        assert (status, json.loads(content)["errors"], headers["connection"]) == (413, ["body_too_large"], "close")
        sender.join(20)
        assert not failures
        assert peer.is_closed()


def test_a_body_without_an_end_is_refused_when_it_is_too_long_and_not_read_for_ever(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "LINGER_S", 0.2)
    chunked = b"POST /api/messages HTTP/1.1\r\n" + AS_ANDREW + JSON + b"transfer-encoding: chunked\r\n\r\n"
    with Peer(server.port) as peer:
        peer.say(chunked + b"10000\r\n" + b" " * 65536 + b"\r\n" + b"1\r\n \r\n")
        status, headers, _ = peer.answer()
        assert (status, headers["connection"]) == (413, "close")
        assert peer.is_closed()


def test_a_slow_body_is_408(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "TIMEOUT_S", 0.2)
    monkeypatch.setattr(exchange, "LINGER_S", 0.1)
    for begun in (b"", b'{"message":'):
        with Peer(server.port) as peer:
            peer.say(post(begun, length=100))
            status, headers, content = peer.answer()
            assert (status, json.loads(content)["errors"], headers["connection"]) == (408, ["body_timeout"], "close")
            assert peer.is_closed()


def test_a_body_that_comes_in_drops_in_time_is_taken(server: Served) -> None:
    content = b'{"message":"drop by drop","handle":"londo"}'
    with Peer(server.port) as peer:
        peer.say(post(b"", length=len(content)))
        for byte in content:
            peer.say(bytes([byte]))
            time.sleep(0.001)
        assert peer.answer()[0] == 200


def test_a_client_that_waits_for_100_is_told_to_go_on_or_refused_before_it_sends(server: Served) -> None:
    content = b'{"message":"x","handle":"londo"}'
    with Peer(server.port) as peer:
        peer.begin(len(content))
        peer.say(content)
        assert peer.answer()[0] == 200
    with Peer(server.port) as peer:
        peer.say(post(b"", length=100_000).replace(b"host: x", b"host: x\r\nexpect: 100-continue"))
        assert peer.answer()[0] == 413


def test_half_a_head_is_408_and_silence_is_closed(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 1.0)
    with Peer(server.port) as silent, Peer(server.port) as half, Peer(server.port) as later:
        half.say(b"GET /api/session HTTP/1.1\r\nhost: x\r\n")
        later.say(b"GET /api/health/live HTTP/1.1\r\nhost: x\r\n\r\nGET /api")
        assert later.answer()[0] == 200
        for peer in (half, later):
            status, headers, content = peer.answer()
            assert (status, json.loads(content)["errors"]) == (408, ["request_timeout"])
            assert headers["connection"] == "close"
            assert peer.is_closed()
        assert silent.is_closed()


def test_a_head_without_an_end_is_431(server: Served) -> None:
    with Peer(server.port) as peer:
        peer.say(b"GET /api/session HTTP/1.1\r\nhost: x\r\n")
        sender = threading.Thread(target=_send_all, args=(peer.socket, b"x-filler: x\r\n" * 1_000_000, []))
        sender.start()
        try:
            status, headers, _ = peer.answer()
        except ConnectionResetError:
            pytest.fail("the answer was lost")
        finally:
            with contextlib.suppress(OSError):
                peer.socket.shutdown(socket.SHUT_RDWR)
            sender.join(20)
        assert (status, headers["x-content-type-options"]) == (431, "nosniff")


@pytest.mark.parametrize(
    "request_line",
    [
        b"\0\0\0\0",
        b"GET / HTTP/9.9",
        b"GET http://[ HTTP/1.1",
        b"\x16\x03\x01",
        b"GET /\xff HTTP/1.1",
        b"FOO / HTTP/1.1",
    ],
)
def test_what_is_not_http_is_400_in_the_same_voice(server: Served, request_line: bytes) -> None:
    with Peer(server.port) as peer:
        peer.say(request_line + b"\r\nhost: x\r\n\r\n")
        status, headers, content = peer.answer()
        assert (status, json.loads(content)["errors"]) == (400, ["bad_request"])
        assert "default-src 'none'" in headers["content-security-policy"]
        assert peer.is_closed()


def test_two_lengths_are_refused(server: Served) -> None:
    for headers in (
        b"content-length: 2\r\ncontent-length: 3\r\n",
        b"content-length: 2\r\ntransfer-encoding: chunked\r\n",
    ):
        with Peer(server.port) as peer:
            peer.say(b"POST /api/messages HTTP/1.1\r\n" + AS_ANDREW + JSON + headers + b"\r\n{}")
            assert peer.answer()[0] == 400
            assert peer.is_closed()


def test_nobody_learns_what_serves_here(server: Served) -> None:
    with Peer(server.port) as peer:
        peer.say(b"GET /api/session HTTP/1.1\r\nhost: x\r\n\r\n")
        _, headers, content = peer.answer()
        assert "server" not in headers
        assert not re.search(rb"uvicorn|litestar|python|sqlite", content + str(headers).encode(), re.IGNORECASE)


def test_small_answers_are_not_held_back_by_the_kernel(server: Served) -> None:
    with socket.create_connection(("127.0.0.1", server.port)):
        listener = listen("127.0.0.1", 0)
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        listener.close()


def test_a_port_that_is_taken_is_said_to_be(server: Served) -> None:
    with pytest.raises(CannotListen, match=rf"127\.0\.0\.1.*{server.port}.*in use"):
        listen("127.0.0.1", server.port)
    with pytest.raises(CannotListen):
        listen("192.0.2.1", 0)
    with pytest.raises(CannotListen):
        listen("no.such.host.invalid", 0)


def test_what_a_proxy_says_is_believed_only_of_those_that_are_named() -> None:
    with serving() as served:
        assert _behind_a_proxy_on_https(served.port) == 403
    with serving(forwarded_allow_ips=("127.0.0.1",)) as served:
        assert _behind_a_proxy_on_https(served.port) == 200


def _behind_a_proxy_on_https(port: int) -> int:
    """Send by cookie from an https origin, which is this site's own only if the proxy's word for https is taken."""
    content = b'{"message":"x","handle":"bayko"}'
    head = b"POST /api/messages HTTP/1.1\r\nhost: x\r\ncookie: session=andrewbrown\r\norigin: https://x\r\n"
    head += b"x-forwarded-proto: https\r\nx-forwarded-for: 198.51.100.7\r\n" + JSON
    with Peer(port) as peer:
        peer.say(head + b"content-length: %d\r\n\r\n" % len(content) + content)
        return peer.answer()[0]


def test_a_stop_lets_running_requests_finish_and_closes_the_rest() -> None:
    with serving() as served:
        idle, busy = Peer(served.port), Peer(served.port)
        idle.say(b"GET /api/health/live HTTP/1.1\r\nhost: x\r\n\r\n")
        assert idle.answer()[0] == 200
        content = b'{"message":"before the end","handle":"bayko"}'
        busy.begin(len(content))
        busy.say(content[:10])
        served.loop.call_soon_threadsafe(served.stop.set)
        assert idle.is_closed()
        busy.say(content[10:])
        status, headers, _ = busy.answer()
        assert (status, headers["connection"]) == (200, "close")
        assert busy.is_closed()
        with pytest.raises(ConnectionRefusedError):
            Peer(served.port)


def test_a_stop_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "TIMEOUT_S", 300.0)
    with serving(shutdown_timeout_s=1) as served:
        stuck = Peer(served.port)
        stuck.begin(100)
    stuck.socket.close()


def _send_all(to: socket.socket, data: bytes, failures: list[OSError]) -> None:
    try:
        to.sendall(data)
    except OSError as failure:
        failures.append(failure)
