"""Servers that start in half a second, to be killed: ``python -m benchmarks.forked``.

Everything is imported once; an order, a JSON line on standard input, forks a process that serves as ``dedup serve``
does, with the sentence model left out: words stand in for meaning. So a life is spent on storing, indexing, replaying
and answering, which a kill may break, and not on loading a model, which it can not. The parent says which process it
started, and, once it is to be dead, how it ended.
"""

from __future__ import annotations

import http.client
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.hashing import HashingEncoder
from benchmarks.wire_load import START_SECONDS, Server
from dedup.settings import PREFIX, Settings

DIMENSION = 64


class ForkedServer(Server):
    """A server of this module, killed and started again like any other."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        super().__init__(folder, environment)
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env=self._environment,
        )
        self._living: int | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.begin()
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._living is not None:
            try:
                if self.send("GET", "/healthz")[0] == http.HTTPStatus.OK:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
        message = "the server did not start"
        raise RuntimeError(message)

    def begin(self) -> None:
        """Start it, without waiting for anything."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.starts += 1
        self._living = self._told({"data_dir": str(self._folder), "port": self.port})

    def kill(self) -> None:
        """``kill -9``."""
        if self._living is not None:
            self.signal(signal.SIGKILL)
            self._told({"buried": self._living})
            self._living = None

    def signal(self, number: int) -> None:
        """Send it a signal; one that has ended already is still there for its parent."""
        if self._living is not None:
            os.kill(self._living, number)

    def _told(self, order: dict[str, object]) -> int:
        """Give the parent an order; what it answers."""
        print(json.dumps(order), file=self._parent.stdin)
        return int(next(iter(self._parent.stdout or ())))

    def end(self) -> None:
        """Leave nothing running."""
        self.kill()
        self._parent.communicate(timeout=10)


def serve(order: dict[str, object]) -> None:
    """Serve until killed, or told to stop; an order may name settings beside those of the parent."""
    from api.app import create_app
    from dedup.commands.serving import listening, run
    from dedup.wiring import build_service

    os.environ.update({name: str(value) for name, value in order.items() if name.startswith(PREFIX)})
    settings = Settings(data_dir=Path(str(order["data_dir"])), port=order["port"], log_level="warning")
    encoder = HashingEncoder(DIMENSION)
    with listening(settings) as sockets:
        run(create_app(settings, lambda given: build_service(given, encoder)), settings, sockets)


def main() -> None:
    """Fork a process for each order."""
    for module in ("api.app", "dedup.index.faiss", "dedup.index.minhash", "dedup.storage.store"):
        importlib.import_module(module)
    for order in map(json.loads, sys.stdin):
        if "buried" in order:
            # Waited for only when its end is ordered, so that its number can not be another process's before.
            _, status = os.waitpid(order["buried"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        child = os.fork()
        if child == 0:
            serve(order)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
