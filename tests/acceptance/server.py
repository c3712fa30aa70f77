"""A real ``dedup serve`` in a process of its own, that tests may kill and its parent started in no time."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.servers.forking import Forking

START_SECONDS = 300.0
"""It takes two seconds, and on a machine with many times its work a minute or two."""
END_SECONDS = 60.0
"""What is killed is gone at once, if its machine gets round to it; what is told to end has five seconds of its own."""
_RUNNING = re.compile(r"running on http://127\.0\.0\.1:(\d+)")


class Server:
    """One server process over a data folder, on a free port of this machine.

    Args:
        forking: Its parent.
        data: Its data folder.
        environment: Settings.
    """

    def __init__(self, forking: Forking, data: Path, environment: Mapping[str, str]) -> None:
        reading, writing = os.pipe()
        self._errors = os.fdopen(reading)
        arguments = ["--data-dir", str(data), "serve", "--port", "0"]
        settings = {**os.environ, "DEDUP_ENCODER_THREADS": "1", **environment}
        self._process = forking.start("dedup.cli", arguments, settings, errors=writing)
        os.close(writing)
        self.log: list[str] = []
        self._ready = threading.Event()
        self.port = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._ready.wait(START_SECONDS) or not self.port:
            self.kill()
            raise TimeoutError("".join(self.log))

    def _read(self) -> None:
        for line in self._errors:
            self.log.append(line)
            found = _RUNNING.search(line)
            if found:
                self.port = int(found[1])
                self._ready.set()
        self._ready.set()

    def said(self, what: str) -> bool:
        """Whether its log says that; its lines arrive a moment after they are written."""
        return any(what in line for line in self.log)

    def read_all(self) -> None:
        """Wait for the rest of the log of a server that has ended."""
        self._reader.join(END_SECONDS)

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
        self._process.kill(END_SECONDS)

    def stop(self) -> None:
        """End it as an operator does."""
        self.ask_to_stop()
        self._process.wait(END_SECONDS)

    def ask_to_stop(self) -> None:
        """Say that it is to end, and wait for nothing."""
        self._process.signal(signal.SIGTERM)
