"""Alerts, listed and streamed."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import anyio
import pytest
import uvicorn
from anyio import CapacityLimiter

from api.streams import Audience, Cursor
from dedup.newsroom.messages import WireState
from dedup.storage.alerts import SqlAlertLog
from tests.api.newsroom.opening import PATIENCE, Opened, due
from tests.api.sockets import received
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient

    from dedup.newsroom.alerts import StoredAlert


def test_alerts_are_listed_shown_and_replayed(client: TestClient, opened: Opened) -> None:
    for name in ("one", "two", "three"):
        opened.raise_alert(name, "a-1")
    page = client.get("/v1/alerts?limit=2").json()
    assert [alert["payload"]["told"] for alert in page["alerts"]] == ["three", "two"]
    rest = client.get(f"/v1/alerts?limit=2&before={page['next']}").json()
    assert ([alert["id"] for alert in rest["alerts"]], rest["next"]) == ([1], None)
    assert client.get("/v1/alerts?relation=identical").json()["alerts"] == []
    assert client.post("/v1/alerts/1:replay").json() == {"id": 1, "deliveries": 1}
    assert len(client.get("/v1/alerts/1").json()["deliveries"]) == 2
    assert client.post("/v1/alerts/1:replay?destination=other").status_code == 404


def test_what_wants_no_more_gets_nothing_again_either(client: TestClient, opened: Opened) -> None:
    opened.raise_alert("one", "a-1")
    alerts = opened.newsroom.alerts
    assert isinstance(alerts, SqlAlertLog)
    (where,) = client.get("/v1/alerts/1").json()["deliveries"]
    alerts.disable(where["destination"], "410 Gone")
    refused = client.post("/v1/alerts/1:replay")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:wire-dedup:problem:destination-disabled")
    assert f"dedup alerts enable {where['destination']}" in refused.json()["detail"]
    assert len(client.get("/v1/alerts/1").json()["deliveries"]) == 1
    alerts.enable(where["destination"])
    assert client.post("/v1/alerts/1:replay").json() == {"id": 1, "deliveries": 1}


@contextmanager
def served(opened: Opened) -> Iterator[int]:
    """The application on a port, which it gives."""
    server = uvicorn.Server(uvicorn.Config(opened.app(), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_what_is_asked_of_a_stream_without_its_body_is_answered_at_once(opened: Opened) -> None:
    with served(opened) as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as kept:
        kept.sendall(b"HEAD /v1/alerts:stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"text/event-stream" in received(kept, b"\r\n\r\n")
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")  # on the same connection
        assert received(kept, b'"ok"').startswith(b"HTTP/1.1 200")


def test_alerts_stream_as_they_are_raised(opened: Opened) -> None:
    with served(opened) as port:
        opened.raise_alert("before", "a-1")
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as fresh:
            fresh.sendall(b"GET /v1/alerts:stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            received(fresh, b"retry: 3000")
            opened.raise_alert("during", "a-1")
            content = received(fresh, b'"during"')
            assert b"id: 2\n" in content
            assert b"before" not in content
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as resumed:
            resumed.sendall(b"GET /v1/alerts:stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 0\r\n\r\n")
            content = received(resumed, b'"during"')
            assert content.index(b'"before"') < content.index(b'"during"')


def test_a_stream_that_is_resumed_misses_nothing_that_an_embargo_held(opened: Opened) -> None:
    with local_client(opened.app()):
        now = datetime.now(UTC)
        held = WireState("a-1", "1", now, "withheld", None, None, "desk", None, ())
        opened.newsroom.states.write(held)
        opened.raise_alert("held", "a-1")
        opened.raise_alert("free", "a-2")
        cursor = Cursor.read("0")
        ((event_id, body),) = due(opened, cursor)
        assert (json.loads(body)["payload"]["told"], event_id) == ("free", "2;1")
        opened.newsroom.states.write(replace(held, status="usable"))  # while nobody listens
        opened.raise_alert("later", "a-3")
        resumed = Cursor.read(event_id)
        told = [(json.loads(body)["payload"]["told"], event) for event, body in due(opened, resumed)]
        assert told == [("held", "2"), ("later", "3")]
        assert due(opened, Cursor.read("3;99")) == []


def test_what_a_stream_was_told_is_known_for_the_others_until_something_is_new(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.streams.POLL_SECONDS", 1e9)
    asked: list[int] = []

    def told(alert: StoredAlert) -> bytes:
        asked.append(alert.id)
        return b"%d" % alert.id

    async def heard() -> list[list[bytes]]:
        audience = Audience(opened.newsroom.alerts, told, CapacityLimiter(1))
        cursors = [Cursor(0, []) for _ in range(50)]
        rounds = []
        for number in range(2):
            opened.raise_alert(f"news {number}", "a-1")
            await audience.look()
            rounds += [[body for _, body in await audience.due(one, look_at_held=False)] for one in cursors]
        return rounds

    with local_client(opened.app()):
        assert anyio.run(heard) == [[b"1"]] * 50 + [[b"2"]] * 50
    assert asked == [1, 2]


def test_streams_beyond_their_number_are_told_to_come_later(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.streams.MOST_STREAMS", 0)
    refused = client.get("/v1/alerts:stream")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "dedup_streams_refused_total 1.0" in client.get("/metrics").text


@pytest.mark.parametrize("event_id", ["x", "-1", "1;", "1;2,", "1;x", "9" * 40])
def test_an_event_id_that_is_none(client: TestClient, event_id: str) -> None:
    assert client.get("/v1/alerts:stream", headers={"Last-Event-ID": event_id}).status_code == 422
