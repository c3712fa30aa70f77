"""What is stored and sent without a pause while faults happen, and what of it was acknowledged."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.wire_load.sending import push
from benchmarks.wire_load.stories import sentences, stories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.servers.server import Server
    from benchmarks.wire_load.stories import Story

PACE = 3.0
"""Seconds between two messages of one sender: as many as a core can score while it is killed all the time."""

SENDERS = 2
WRITERS = 2


@dataclass
class Told:
    """What was acknowledged.

    Attributes:
        articles: Texts by id, as soon as a writer has its answer.
        fresh: Ids since the last start.
        messages: Stories whose messages were sent, or are being sent.
        answers: How requests were answered, by what was asked.
    """

    articles: dict[str, str] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=list)
    messages: list[Story] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Load:
    """Threads that store articles and send messages until they are told to stop."""

    def __init__(self, server: Server, told: Told, seed: int) -> None:
        self._server, self._told, self._over = server, told, threading.Event()
        chance = random.Random(seed)  # noqa: S311 - a repeatable run
        every = stories(10**6, random.Random(seed + 1))  # noqa: S311 - likewise
        self._threads = [threading.Thread(target=self._write, args=(n, chance.random())) for n in range(WRITERS)]
        self._threads += [threading.Thread(target=self._send, args=(every,)) for _ in range(SENDERS)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Wait until all that was begun is acknowledged."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _write(self, writer: int, seed: float) -> None:
        chance = random.Random(seed)  # noqa: S311 - a repeatable run
        number = 0
        while not self._over.is_set():
            number += 1
            name, text = f"written-{writer}-{number}", written(chance)
            self._until_taken("article", lambda name=name, text=text: store(self._server, name, text, "Load"))  # type: ignore[misc]
            with self._told.lock:
                self._told.articles[name] = text
                self._told.fresh.append(name)

    def _send(self, every: Iterator[Story]) -> None:
        while not self._over.is_set():
            with self._told.lock:
                story = next(every)
                self._told.messages.append(story)
            for message in story.messages:
                body = json.dumps(message).encode()
                if self._until_taken("message", lambda body=body: push(self._server, body)) >= 400:  # type: ignore[misc]  # noqa: PLR2004
                    self._told.refused.append(message["guid"])
                time.sleep(PACE)

    def _until_taken(self, what: str, asked: Callable[[], int]) -> int:
        """Ask until the answer is final: what is no answer, or a server's error, is asked again."""
        while True:
            try:
                status = asked()
            except (OSError, http.client.HTTPException):
                said, status = "no answer", 0
            else:
                said = str(status)
            with self._told.lock:
                self._told.answers[f"{what}: {said}"] += 1
            if 0 < status < 500:  # noqa: PLR2004 - a server's errors begin there
                return status
            time.sleep(0.25)


def written(chance: random.Random) -> str:
    """A fictional article."""
    return "\n\n".join(" ".join(sentences(chance, 2)) for _ in range(chance.randint(3, 6)))


def store(server: Server, name: str, text: str, source: str) -> int:
    """Store an article; the status of the answer."""
    return server.send("PUT", f"/v1/articles/{name}", json.dumps({"text": text, "source": source}).encode())[0]
