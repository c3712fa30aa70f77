"""Signed messages at a pace, each sent until it is taken."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.wire_load.receiver import SECRET

if TYPE_CHECKING:
    from benchmarks.servers.server import Server
    from benchmarks.wire_load.stories import Story


@dataclass
class Outcome:
    """What was seen while messages were sent."""

    answers: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)


class Pace:
    """Lets so many pass a second."""

    def __init__(self, rate: float) -> None:
        self._next, self._step, self._lock = time.monotonic(), 1.0 / rate, threading.Lock()

    def wait(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            turn = self._next = max(self._next + self._step, time.monotonic())
        time.sleep(max(0.0, turn - time.monotonic()))


def push(server: Server, body: bytes) -> int:
    """Push a signed message; the status of the answer."""
    digest = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
    return server.send("POST", "/v1/hooks/desk", body, {"x-superdesk-signature": f"sha1={digest}"})[0]


def send(server: Server, mine: list[Story], pace: Pace, outcome: Outcome) -> None:
    """Push stories one after the other, each message until it is taken, as Superdesk does: 4xx is final."""
    for story in mine:
        for message in story.messages:
            body = json.dumps(message).encode()
            pace.wait()
            while True:
                try:
                    status = push(server, body)
                except (OSError, http.client.HTTPException):
                    outcome.answers["no answer"] += 1
                else:
                    outcome.answers[str(status)] += 1
                    if status < 500:  # noqa: PLR2004 - a server's error
                        if status >= 400:  # noqa: PLR2004 - a client's
                            outcome.refused.append(message["guid"])
                        break
                time.sleep(0.5)
