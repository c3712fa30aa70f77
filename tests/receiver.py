"""A newsroom's own system: takes alerts over HTTP and checks their signatures."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks import Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DESTINATIONS = """
[destinations.cms]
kind = "webhook"
url = "{url}"
secret_file = "secret"
[destinations.chat]
kind = "slack"
url = "http://127.0.0.1:9/none"
"""


class Receiver:
    """Listens on this machine; what it answers can be set."""

    def __init__(self) -> None:
        self.secret = "whsec_" + base64.b64encode(b"the pier was closed on Monday").decode()
        self.seen: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = outer.answers.pop(0) if outer.answers else 200
                Webhook(outer.secret).verify(body, {name.lower(): value for name, value in self.headers.items()})
                outer.ids.append(self.headers["webhook-id"])
                if status < 300:
                    outer.seen.append(json.loads(body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/alerts"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def write_senders(self, folder: Path, rules: str) -> Path:
        """A senders file of these rules, with this system as `cms` and a chat that is away as `chat`."""
        (folder / "secret").write_text(self.secret)
        senders = folder / "senders.toml"
        senders.write_text(rules + _DESTINATIONS.format(url=self.url))
        return senders

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A system that takes alerts."""
    opened = Receiver()
    yield opened
    opened.close()
