"""Connections that are slow on purpose, over a real socket; the bounds are seconds instead of minutes."""

from __future__ import annotations

import resource
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from dedup.commands import connections
from dedup.commands.connections import bounded, most_connections

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 120.0
LARGE = b"x" * 64_000_000


async def application(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
    """Says how many bytes it was sent, once they are there; or sends many."""
    received = 0
    while scope["method"] == "POST":
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        received += len(message["body"])
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    large = LARGE if scope["path"] == "/large" else b""
    await send({"type": "http.response.body", "body": b"got %d." % received + large})


@contextmanager
def served(most: int = 100) -> Iterator[int]:
    config = uvicorn.Config(
        application, port=0, log_level="error", http=bounded(most), lifespan="off", timeout_keep_alive=60
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(PATIENCE)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(connections, name, 0.3)
    monkeypatch.setattr(connections, "LOOK_SECONDS", 0.05)
    with served() as port:
        yield port


def opened(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def dribbled(connection: socket.socket, *pieces: bytes) -> bytes:
    """Send some bytes, then one after the other without end, until it is cut off; what was said before that."""
    for piece in pieces:
        connection.sendall(piece)
    connection.settimeout(0.02)
    answer = b""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            connection.sendall(b"x")
            piece = connection.recv(4096)
        except TimeoutError:
            continue
        except OSError:
            return answer
        if not piece:
            return answer
        answer += piece
    raise TimeoutError


def dribble(connection: socket.socket) -> None:
    """Send byte after byte, and read nothing."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        connection.send(b"x")
        time.sleep(0.01)


def everything(connection: socket.socket) -> bytes:
    answer = b""
    while piece := connection.recv(1 << 20):
        answer += piece
    return answer


def test_a_connection_on_which_nothing_comes_is_closed_without_a_word(port: int) -> None:
    with opened(port) as idle:
        assert everything(idle) == b""


@pytest.mark.parametrize(
    "began",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nxxPOST / HTTP/1.1\r\nX-Slow: ",
    ],
)
def test_what_comes_byte_by_byte_is_cut_off_and_told_why(port: int, began: bytes) -> None:
    with opened(port) as slow:
        assert b" 408 " in dribbled(slow, began)


def test_a_connection_may_rest_between_two_requests_longer_than_a_head_may_take(port: int) -> None:
    request = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nxx"
    with opened(port) as kept:
        for _ in range(2):
            kept.sendall(request)
            answer = b""
            while not answer.endswith(b"0\r\n\r\n"):
                answer += kept.recv(4096)
            assert b"got 2." in answer
            with opened(port) as idle:
                everything(idle)  # closed once a head would be late


def test_a_long_body_has_the_time_that_its_length_takes(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SLOWEST_BODY", 100.0)
    with opened(port) as steady:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5000\r\n\r\n"
        began = time.monotonic()
        for number in range(5):
            steady.sendall((b"" if number else head) + b"x" * 1000)  # each is good for ten seconds
            time.sleep(0.1)
        assert time.monotonic() - began > connections.BODY_SECONDS
        assert b"got 5000." in everything(steady)


def test_a_body_that_is_answered_while_it_comes_may_pause(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "STREAMED", {"/stream"})
    with opened(port) as one, opened(port) as other:
        one.sendall(b"POST /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab")
        other.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
        assert b" 408 " in everything(other)  # so as much time has passed
        one.sendall(b"cd")
        assert b"got 4." in everything(one)


def test_who_does_not_read_its_answer_is_cut_off(port: int) -> None:
    with opened(port) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionError):
            dribble(slow)


def test_connections_beyond_their_number_are_told_to_come_later() -> None:
    with served(most=2) as port, opened(port), opened(port):
        with opened(port) as third:
            answer = everything(third)
        assert b" 503 " in answer
        assert b"Retry-After: 30" in answer
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"Content-Length: %d" % len(body) in head


def test_there_are_as_many_as_the_system_has_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), hard))
        assert 0 < most_connections() < hard
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
