"""Both ends of a newsroom: the senders and the alerts that are set up, and who takes the alerts."""

from __future__ import annotations

import base64
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from standardwebhooks import Webhook

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "spring tide"  # noqa: S105 - of this run alone
ALERT_SECRET = "whsec_" + base64.b64encode(b"neap tide of this run").decode()


class Receiver:
    """Takes alerts, and checks their signatures."""

    def __init__(self) -> None:
        self.pairs: Counter[tuple[str, str]] = Counter()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                Webhook(ALERT_SECRET).verify(body, {key.lower(): value for key, value in self.headers.items()})
                alert = json.loads(body)
                own = alert["article"]["id"]
                other = alert["match"]["id"] if alert["type"] == "article.derived" else own
                first, second = sorted((own, other), reverse=True)
                outer.pairs[first, second] += 1
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def newsroom(folder: Path, receiver: Receiver, postgres: str | None) -> dict[str, str]:
    """Settings of a service that takes what :func:`benchmarks.wire_load.sending.send` sends and tells the receiver.

    Args:
        folder: Where the senders file is written.
        receiver: Of its alerts.
        postgres: URL of the database; None is SQLite.
    """
    senders = folder / "senders.toml"
    senders.write_text(
        '[senders.desk]\nkind = "superdesk"\nsecret_env = "LOAD_SECRET"\n[[alerts]]\nname = "taken"\nto = ["cms"]\n'
        f'[destinations.cms]\nkind = "webhook"\nurl = "{receiver.url}"\nsecret_env = "LOAD_ALERTS"\n'
    )
    return {
        "DEDUP_SENDERS": str(senders),
        "DEDUP_ALLOW_PRIVATE_DESTINATIONS": "true",
        "LOAD_SECRET": SECRET,
        "LOAD_ALERTS": ALERT_SECRET,
        **({"DEDUP_DATABASE_URL": postgres} if postgres else {}),
    }
