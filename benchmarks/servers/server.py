"""A real ``dedup serve`` in a process of its own, that a benchmark may kill."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

START_SECONDS = 120.0
_RUNNING = re.compile(r"running on http://127\.0\.0\.1:(\d+)")


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """``dedup serve``, which is killed and started again.

    Args:
        folder: Its data folder.
        environment: Settings, beside those of this process.

    Attributes:
        port: Of this machine, as soon as it listens.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **environment}
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start it, without waiting for anything."""
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "dedup.cli", "--data-dir", str(self._folder), "serve", "--port", "0"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env=self._environment,
        )

    def start(self) -> None:
        """Start it, and wait until it listens.

        Raises:
            RuntimeError: It ended instead.
        """
        self.begin()
        process = self._process
        for line in (process and process.stderr) or ():
            found = _RUNNING.search(line)
            if found:
                self.port = int(found[1])
                break
        else:
            message = "the server did not start"
            raise RuntimeError(message)
        threading.Thread(target=lambda: [None for _ in (process and process.stderr) or ()], daemon=True).start()

    @property
    def process(self) -> int:
        """The number of its process; 0 before the first start."""
        return self._process.pid if self._process is not None else 0

    def kill(self) -> None:
        """``kill -9``."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self._process is not None:
            self._process.send_signal(number)

    def end(self) -> None:
        """Leave nothing running."""
        self.kill()

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send a request with JSON; the status of the answer and its JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kind = {} if body is None else {"Content-Type": "application/json"}
        try:
            connection.request(method, path, body, {**kind, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Read JSON from it."""
        return self.send("GET", path)[1]
