"""Servers that start in half a second, to be killed."""

from __future__ import annotations

import http.client
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from benchmarks.servers.forking import Forked, Forking
from benchmarks.servers.server import START_SECONDS, Server, free_port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def serve_by_words(forking: Forking, folder: Path, environment: Mapping[str, str]) -> tuple[Forked, int]:
    """Start ``benchmarks.servers.bywords`` on a free port, without waiting for anything; the process and its port."""
    port = free_port()
    own = {"DEDUP_DATA_DIR": str(folder), "DEDUP_PORT": str(port), "DEDUP_LOG_LEVEL": "warning"}
    return forking.start("benchmarks.servers.bywords", [], {**os.environ, **own, **environment}), port


class ForkedServer(Server):
    """A server that is forked, killed and started again like any other."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        super().__init__(folder, environment)
        self._forking = Forking(environment)
        self._forked: Forked | None = None

    def begin(self) -> None:
        """Start it, without waiting for anything."""
        self._forked, self.port = serve_by_words(self._forking, self._folder, self._environment)

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            RuntimeError: It does not.
        """
        self.begin()
        until = time.monotonic() + START_SECONDS
        while self._forked is not None and not self._forked.has_ended(0.02) and time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if self.send("GET", "/healthz")[0] == http.HTTPStatus.OK:
                    return
        message = "the server did not start"
        raise RuntimeError(message)

    def kill(self) -> None:
        """``kill -9``."""
        if self._forked is not None:
            self._forked.kill(START_SECONDS)
            self._forked = None

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self._forked is not None:
            self._forked.signal(number)

    def end(self) -> None:
        """Leave nothing running."""
        self.kill()
        self._forking.end()
