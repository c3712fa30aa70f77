"""A newsroom's own system: takes alerts over HTTP and checks their signatures."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


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

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
