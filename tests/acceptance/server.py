"""A real ``dedup serve`` in a process of its own, that tests may kill."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

START_SECONDS = 300.0
"""Loading the model takes ten seconds, and on a machine with six times its work a minute or two."""
_RUNNING = re.compile(r"running on http://127\.0\.0\.1:(\d+)")


class Server:
    """One server process over a data folder, on a free port of this machine.

    Args:
        data: Its data folder.
        environment: Settings.
    """

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "dedup.cli", "--data-dir", str(data), "serve", "--port", "0"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "DEDUP_ENCODER_THREADS": "1", **environment},
        )
        self.log: list[str] = []
        self._ready = threading.Event()
        self.port = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._ready.wait(START_SECONDS) or not self.port:
            self.kill()
            raise TimeoutError("".join(self.log))

    def _read(self) -> None:
        for line in self._process.stderr or ():
            self.log.append(line)
            found = _RUNNING.search(line)
            if found:
                self.port = int(found[1])
                self._ready.set()
        self._ready.set()

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send a request and read the answer: its status and its JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def drained(self, seconds: float = 180.0) -> list[dict[str, Any]]:
        """Wait until no message is waiting or in work; give all of them, oldest first."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            messages = self.request("GET", "/v1/inbox?limit=500")[1]["messages"]
            if all(message["state"] not in {"waiting", "working", "failed"} for message in messages):
                found: list[dict[str, Any]] = messages[::-1]
                return found
            time.sleep(0.2)
        raise TimeoutError(str(messages))

    def idle(self, seconds: float = 180.0) -> list[dict[str, Any]]:
        """Wait until nothing is to be worked on and no alert is on its way; give all alerts, oldest first.

        An alert is written before its message is done, and what an embargo holds is not listed. So what is listed
        once the inbox is drained, and delivered, is all there is.
        """
        deadline = time.monotonic() + seconds
        self.drained(seconds)
        while time.monotonic() < deadline:
            listed = self.request("GET", "/v1/alerts?limit=500")[1]["alerts"]
            alerts = [self.request("GET", f"/v1/alerts/{alert['id']}")[1] for alert in listed]
            if all(one["state"] != "waiting" for alert in alerts for one in alert["deliveries"]):
                return alerts[::-1]
            time.sleep(0.2)
        raise TimeoutError(str(alerts))

    def kill(self) -> None:
        """``kill -9``."""
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> None:
        """End it as an operator does."""
        self.ask_to_stop()
        self._process.wait(60)

    def ask_to_stop(self) -> None:
        """Say that it is to end, and wait for nothing."""
        self._process.send_signal(signal.SIGTERM)
