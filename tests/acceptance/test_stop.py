"""A server stops when it is told to, however many editors have the desk open."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

from tests.acceptance.fleet import eventually
from tests.acceptance.server import END_SECONDS, Server

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.servers.forking import Forking

STORY = b'{"text": "The pier at Ottervik closed on Monday."}'
ASKED = b'{"article": ' + STORY + b"}"
JSON = {"Content-Type": "application/json"}


def connection(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=END_SECONDS)


def test_whoever_listens_keeps_no_server_from_stopping(tmp_path: Path, forking: Forking, store_url: str) -> None:
    server = Server(forking, tmp_path, {"DEDUP_DATABASE_URL": store_url})
    try:
        server.request("PUT", "/v1/articles/pier", STORY, JSON)
        eventually(lambda: server.said(f"The desk is at http://127.0.0.1:{server.port}/desk"))
        streams = [connection(server) for _ in range(2)]
        for stream, path in zip(streams, ("/desk/events", "/v1/alerts:stream"), strict=True):
            stream.request("GET", path)
            assert b"retry" in stream.getresponse().readline()
        asking = connection(server)
        asking.putrequest("POST", "/v1/score")
        for name, value in {**JSON, "Content-Length": str(len(ASKED))}.items():
            asking.putheader(name, value)
        asking.endheaders(ASKED[:20])
        server.request("GET", "/healthz")  # what came in before that has been looked at
        server.ask_to_stop()
        eventually(lambda: server.said("Shutting down"))
        asking.send(ASKED[20:])
        answer = asking.getresponse()
        assert (answer.status, b"identical" in answer.read()) == (200, True), "what was being asked is answered"
        server.stop()  # it fails if that takes longer than it may
        assert (tmp_path / "semantic.index").exists()
    finally:
        server.kill()
