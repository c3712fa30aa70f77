"""Several real server processes over one database, forked from one parent, that tests may kill and freeze."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SECONDS = 120.0
"""How long a condition is waited for: on a quiet machine each holds within two seconds."""


class Fleet:
    """Processes of ``benchmarks.forked``: real servers with a stand-in for the sentence model.

    Args:
        folder: Each process has a data folder of its own in it.
        environment: Settings of all of them.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        )
        self._living: list[Process] = []

    def start(self, name: str, **settings: str) -> Process:
        """Start one, over the data folder of that name, with settings of its own; wait until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        number = self._told({"data_dir": str(self._folder / name), "port": port, **settings})
        process = Process(number, port)
        self._living.append(process)
        eventually(process.is_alive)
        return process

    def kill(self, process: Process) -> None:
        """``kill -9``; it is gone when this comes back."""
        process.signal(signal.SIGKILL)
        self._living.remove(process)
        assert self._told({"buried": process.number}) == -signal.SIGKILL

    def end(self) -> None:
        """Leave nothing running."""
        for process in list(self._living):
            self.kill(process)
        self._parent.communicate(timeout=SECONDS)

    def _told(self, order: dict[str, object]) -> int:
        print(json.dumps(order), file=self._parent.stdin)
        return int(next(iter(self._parent.stdout or ())))


class Process:
    """One server."""

    def __init__(self, number: int, port: int) -> None:
        self.number = number
        self._port = port

    def signal(self, what: int) -> None:
        os.kill(self.number, what)

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
