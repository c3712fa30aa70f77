"""Feeds from a real server on this machine."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from dedup.feeds.polling import LONGEST_WAIT, FeedPoller
from dedup.formats.syndication import feed_items
from tests.unit.formats.test_wire import FIRST, RSS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FeedServer:
    """Serves one feed with an ETag; what it answers can be set."""

    def __init__(self) -> None:
        self.status = 200
        self.wait = "120"
        self.content = RSS.encode()
        self.asked: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.headers["If-None-Match"])
                known = self.headers["If-None-Match"] == '"one"' and outer.status == 200
                status = 304 if known else outer.status
                self.send_response(status)
                self.send_header("ETag", '"one"')
                self.send_header("Retry-After", outer.wait)
                body = outer.content if status == 200 else b""
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/feed"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def server() -> Iterator[FeedServer]:
    opened = FeedServer()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()


def test_entries_become_messages_once(server: FeedServer, tmp_path: Path) -> None:
    kept: list[bytes] = []
    memory = tmp_path / "feeds.json"
    first = FeedPoller(memory, feed_items, kept.append).poll(server.url)
    assert (first.entries, first.said) == (1, "1 entry")
    entry = json.loads(kept[0])
    assert entry["id"] == "nw:pier"
    assert entry["paragraphs"][0] == FIRST
    assert entry["source"] == "Northwater Wire"
    again = FeedPoller(memory, feed_items, kept.append).poll(server.url)
    assert (again.entries, again.said) == (0, "nothing new")
    assert server.asked == [None, '"one"']


@pytest.mark.parametrize(("status", "gone", "wait"), [(410, True, 0.0), (503, False, 120.0), (404, False, 120.0)])
def test_what_the_server_says_is_heard(
    server: FeedServer, tmp_path: Path, status: int, wait: float, *, gone: bool
) -> None:
    server.status = status
    found = FeedPoller(tmp_path / "feeds.json", feed_items, print).poll(server.url)
    assert (found.entries, found.gone, found.wait) == (0, gone, wait)
    assert str(status) in found.said


@pytest.mark.parametrize(
    ("asked", "wait"), [("9" * 30, LONGEST_WAIT), ("9" * 400, LONGEST_WAIT), ("12\xb2", 0.0), ("soon", 0.0), ("", 0.0)]
)
def test_no_wait_is_for_ever_nor_read_wrongly(server: FeedServer, tmp_path: Path, asked: str, wait: float) -> None:
    server.status, server.wait = 503, asked
    assert FeedPoller(tmp_path / "feeds.json", feed_items, print).poll(server.url).wait == wait


def test_validators_are_kept_only_once_all_entries_are(server: FeedServer, tmp_path: Path) -> None:
    def failing(_body: bytes) -> None:
        raise ZeroDivisionError

    memory = tmp_path / "feeds.json"
    with pytest.raises(ZeroDivisionError):
        FeedPoller(memory, feed_items, failing).poll(server.url)
    assert not memory.exists()


def test_no_feed_and_no_server_are_said(server: FeedServer, tmp_path: Path) -> None:
    server.content = b"<rss version='2.0'><channel><title>Quiet day</title></channel></rss>"
    quiet = FeedPoller(tmp_path / "quiet.json", feed_items, print).poll(server.url)
    assert (quiet.entries, quiet.failed) == (0, False)
    server.content = b"<html><body>sorry</body></html>"
    poller = FeedPoller(tmp_path / "feeds.json", feed_items, print)
    refused = poller.poll(server.url)
    assert refused.failed
    assert "no RSS" in refused.said
    assert poller.poll("http://127.0.0.1:9/none").entries == 0
    assert poller.poll("gopher://x").entries == 0
