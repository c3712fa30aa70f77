"""A server stops when it is told to, however many editors have the desk open."""

from __future__ import annotations

import http.client
import time
from typing import TYPE_CHECKING

from dedup.commands.serving import STOP_SECONDS
from tests.acceptance.server import Server

if TYPE_CHECKING:
    from pathlib import Path

STORY = b'{"text": "The pier at Ottervik closed on Monday."}'
ASKED = b'{"article": ' + STORY + b"}"
JSON = {"Content-Type": "application/json"}


def test_an_open_desk_keeps_no_server_from_stopping(tmp_path: Path) -> None:
    server = Server(tmp_path, {})
    try:
        server.request("PUT", "/v1/articles/pier", STORY, JSON)
        assert any(f"The desk is at http://127.0.0.1:{server.port}/desk" in line for line in server.log)
        stream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        stream.request("GET", "/desk/events")
        assert b"retry" in stream.getresponse().readline()
        asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        asking.putrequest("POST", "/v1/score")
        for name, value in {**JSON, "Content-Length": str(len(ASKED))}.items():
            asking.putheader(name, value)
        asking.endheaders(ASKED[:20])
        server.request("GET", "/healthz")  # what came in before that has been looked at
        told = time.monotonic()
        server.ask_to_stop()
        while not any("Shutting down" in line for line in server.log):
            time.sleep(0.01)
        asking.send(ASKED[20:])
        answer = asking.getresponse()
        assert (answer.status, b"identical" in answer.read()) == (200, True), "what was being asked is answered"
        server.stop()
        assert time.monotonic() - told < STOP_SECONDS + 20
        assert (tmp_path / "semantic.index").exists()
    finally:
        server.kill()
