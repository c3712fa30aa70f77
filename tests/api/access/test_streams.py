"""Answers that are sent bit by bit end soon after whom they go to is let in no more. Over a real socket."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import uvicorn

from tests.api.access.locked import OPERATOR, Locked, locked_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 120.0


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Locked]:
    with locked_service(tmp_path / "locked") as opened:
        yield opened


@pytest.fixture
def port(locked: Locked) -> Iterator[int]:
    # The client of the service has opened it already.
    server = uvicorn.Server(uvicorn.Config(locked.app, host="127.0.0.1", port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE)
    assert not thread.is_alive()


def rest(opened: socket.socket) -> bytes:
    """Everything until the end of the answer, or until it is cut off."""
    content = b""
    while piece := opened.recv(65536):
        content += piece
        if content.endswith(b"0\r\n\r\n"):
            break
    return content


def test_a_stream_of_events_ends_once_its_key_is_revoked(
    locked: Locked, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.access.gate.RECHECK_SECONDS", 0.0)
    monkeypatch.setattr("api.routes.alerts.HEARTBEAT_SECONDS", 0.0)
    monkeypatch.setattr("api.routes.alerts.WAKE_SECONDS", 0.05)
    key = locked.shown["read"]["Authorization"].encode()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as opened:
        opened.sendall(b"GET /v1/alerts:stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: %b\r\n\r\n" % key)
        content = b""
        while content.count(b": still here") < 2:
            content += opened.recv(65536)
        locked.access.keys.revoke("read", datetime.now(UTC), OPERATOR, "here")
        assert b"event" not in rest(opened)


def test_an_upload_ends_once_its_key_is_revoked(locked: Locked, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.access.gate.RECHECK_SECONDS", 0.0)
    key = locked.shown["write"]["Authorization"].encode()

    def line(name: str) -> bytes:
        content = b'{"id": "%b", "text": "The ferry left the harbour an hour late."}\n' % name.encode()
        return b"%x\r\n%b\r\n" % (len(content), content)

    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as opened:
        opened.sendall(
            b"POST /v1/articles:bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            b"Transfer-Encoding: chunked\r\nAuthorization: %b\r\n\r\n" % key
        )
        opened.sendall(line("before"))
        content = b""
        while b'"id":"before"' not in content:
            content += opened.recv(65536)
        locked.access.keys.revoke("write", datetime.now(UTC), OPERATOR, "here")
        opened.sendall(line("meanwhile"))
        assert b"meanwhile" not in rest(opened)  # cut off: nobody takes it for all there was
    assert locked.client.get("/v1/articles/before", headers=locked.shown["read"]).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        *("//v1/inbox", "/v1//inbox", "/V1/inbox", "/%76%31/inbox", "/v1/inbox/", "/v1/inbox;x"),
        *("/healthz/../v1/inbox", "/healthz/%2e%2e/v1/inbox", "/healthz%2f..%2fv1/inbox"),
        *("/desk/static/../../v1/inbox", "http://localhost/v1/inbox", "/v1/inbox?/healthz"),
        *("/v1/inbox#/healthz", "/healthz\\..\\v1\\inbox", "/./v1/inbox", "/%2e/v1/inbox", "*"),
    ],
)
def test_no_target_as_it_is_sent_leads_past_the_gate(port: int, target: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST", "get"):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as opened:
            opened.sendall(
                f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                "X-HTTP-Method-Override: GET\r\nX-Original-URL: /healthz\r\nX-Rewrite-URL: /healthz\r\n\r\n".encode()
            )
            status = opened.recv(65536).split(b" ")[1]
        assert status in {b"400", b"401"}, (method, target)
