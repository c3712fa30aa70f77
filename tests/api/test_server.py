"""Over a real socket: what TestClient, which sends a whole body before it reads an answer, can not show."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn

from tests.api.sockets import received

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

PATIENCE = 120.0
BULK = (
    b"POST /v1/articles:bulk HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
)


@pytest.fixture(scope="module")
def port(make_app: Callable[[], FastAPI]) -> Iterator[int]:
    server = uvicorn.Server(uvicorn.Config(make_app(), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE)
    assert not thread.is_alive()


@contextmanager
def connection(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as opened:
        yield opened


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def line(name: str) -> bytes:
    return (
        json.dumps({"id": name, "text": f"The ferry {name} left the harbour an hour late on Monday."}).encode() + b"\n"
    )


def test_bulk_results_come_while_the_body_is_still_being_sent(port: int) -> None:
    with connection(port) as opened:
        opened.sendall(BULK)
        for number in range(3):
            opened.sendall(chunk(line(f"duplex-{number}")))
            assert b'"status":"created"' in received(opened, f'"id":"duplex-{number}"'.encode())
        opened.sendall(chunk(line("duplex-end")[:-1]) + b"0\r\n\r\n")
        received(opened, b"0\r\n\r\n")


def test_what_an_interrupted_bulk_client_sent_is_stored_and_the_server_lives(port: int) -> None:
    with connection(port) as opened:
        opened.sendall(BULK + chunk(line("interrupted")))
        received(opened, b'"id":"interrupted"')
        opened.sendall(chunk(b'{"id": "half'))
    with connection(port) as opened:
        opened.sendall(b"GET /v1/articles/interrupted HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in received(opened, b'"interrupted"')


def test_a_client_that_goes_away_in_the_middle_of_its_body_harms_nobody(port: int) -> None:
    for _ in range(5):
        with connection(port) as opened:
            opened.sendall(
                b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
            )
    with connection(port) as opened:
        opened.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in received(opened, b'"ok"')


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_answered_after_it_was_sent(port: int, *, declared: bool) -> None:
    head = b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    with connection(port) as opened:
        if declared:
            opened.sendall(head + b"Content-Length: 10000000\r\n\r\n" + b"a" * 10_000_000)
        else:
            opened.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(b"a" * 1_000_000) * 10 + b"0\r\n\r\n")
        assert b" 413 " in received(opened, b"bytes")


def test_who_asks_first_is_refused_before_sending(port: int) -> None:
    with connection(port) as opened:
        opened.sendall(
            b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n"
        )
        answer = received(opened, b"bytes")
    assert b" 413 " in answer
    assert b"100 Continue" not in answer
