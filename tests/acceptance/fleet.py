"""Several real server processes over one database, forked from one parent, that tests may kill and freeze."""

from __future__ import annotations

import http.client
import json
import time
from typing import TYPE_CHECKING, Any

from benchmarks.servers.forked import serve_by_words
from benchmarks.servers.forking import Forking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from benchmarks.servers.forking import Forked

SECONDS = 120.0
"""How long a condition is waited for: on a quiet machine each holds within two seconds."""


class Fleet:
    """Real servers with a stand-in for the sentence model.

    Args:
        folder: Each process has a data folder of its own in it.
        environment: Settings of all of them.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._forking = Forking({"OMP_NUM_THREADS": "1"})
        self._living: list[Process] = []

    def start(self, name: str, **settings: str) -> Process:
        """Start one, over the data folder of that name, with settings of its own; wait until it answers."""
        process = Process(*serve_by_words(self._forking, self._folder / name, {**self._environment, **settings}))
        self._living.append(process)
        eventually(process.is_alive)
        return process

    def kill(self, process: Process) -> None:
        """``kill -9``; it is gone when this comes back."""
        assert not process.forked.has_ended(), "it ended by itself"
        process.forked.kill(SECONDS)
        self._living.remove(process)

    def end(self) -> None:
        """Leave nothing running."""
        for process in list(self._living):
            self.kill(process)
        self._forking.end()


class Process:
    """One server."""

    def __init__(self, forked: Forked, port: int) -> None:
        self.forked = forked
        self._port = port

    def signal(self, what: int) -> None:
        self.forked.signal(what)

    def is_alive(self) -> bool:
        try:
            return self.request("GET", "/healthz")[0] == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False

    def request(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send JSON, or bytes as they are; the answer's status and its JSON, or its text."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        try:
            connection.request(method, path, raw, {"Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            told = answer.read()
            plain = answer.getheader("Content-Type", "").startswith("text/")
            return answer.status, told.decode() if plain else json.loads(told or b"null")
        finally:
            connection.close()

    def figure(self, name: str) -> float:
        """One figure of its metrics."""
        lines = self.request("GET", "/metrics")[1].splitlines()
        return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)
