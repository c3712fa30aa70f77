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
JSON = {"Content-Type": "application/json"}


def test_an_open_desk_keeps_no_server_from_stopping(tmp_path: Path) -> None:
    server = Server(tmp_path, {})
    try:
        server.request("PUT", "/v1/articles/pier", STORY, JSON)
        assert any(f"The desk is at http://127.0.0.1:{server.port}/desk" in line for line in server.log)
        stream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        stream.request("GET", "/desk/events")
        assert b"retry" in stream.getresponse().readline()
        told = time.monotonic()
        server.stop()
        assert time.monotonic() - told < STOP_SECONDS + 20
        assert (tmp_path / "semantic.index").exists()
    finally:
        server.kill()
