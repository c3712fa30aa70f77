"""Clients of a service that score, store and read, and what they saw."""

from __future__ import annotations

import asyncio
import json
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from benchmarks.wire_load.stories import sentences

if TYPE_CHECKING:
    from benchmarks.servers.server import Server

PARAGRAPHS = 8
STORED = 60
"""Articles that are there before it begins."""

MIX = {"score": 45, "store": 25, "verdict": 10, "article": 10, "desk": 10}
"""Shares of what clients ask: a desk checks and stores, and people look at what came of it."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_SYLLABLES = [
    "ba",
    "dor",
    "el",
    "fin",
    "gar",
    "hul",
    "is",
    "jor",
    "kel",
    "lun",
    "mar",
    "nes",
    "or",
    "pel",
    "quin",
    "ros",
]

LONGEST_RETRY = 10.0
_MEGABYTE = 1024.0


@dataclass
class Seen:
    """What was seen in one stage.

    Attributes:
        seconds: Of each answer with what was asked for, by kind.
        shed: Requests that were told to come again, and when.
        errors: Everything else.
        health: Seconds of each health check.
        memory: Megabytes of the service, once a second.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    shed: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    health: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


class Load:
    """Clients of a service.

    Args:
        seed: Of what is asked.
    """

    def __init__(self, seed: int) -> None:
        self._address = ""
        self._status = Path()
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable run
        self._texts: list[str] = []
        self._number = 0
        self.seen = Seen()

    def meet(self, server: Server) -> None:
        """Say which service it is."""
        self._address = f"http://127.0.0.1:{server.port}"
        self._status = Path(f"/proc/{server.process}/status")

    def _text(self) -> str:
        """A new story, or a stored one reworked: as many as a desk meets."""
        if self._texts and self._chance.random() < 0.5:  # noqa: PLR2004 - one half
            paragraphs = self._chance.choice(self._texts).split("\n\n")
            paragraphs[self._chance.randrange(PARAGRAPHS)] = " ".join(sentences(self._chance, 2))
        else:
            story = "\n\n".join(" ".join(sentences(self._chance, 2)) for _ in range(PARAGRAPHS))
            paragraphs = self._renamed(story).split("\n\n")
        return "\n\n".join(paragraphs)

    def _renamed(self, story: str) -> str:
        """The same of other places and people, by whom stories are told apart."""
        for name in set(_NAME.findall(story)):
            new = "".join(self._chance.choice(_SYLLABLES) for _ in range(3)).capitalize()
            story = story.replace(name, new)
        return story

    def _next(self) -> dict[str, Any]:
        self._number += 1
        text = self._text()
        if len(self._texts) < STORED:
            self._texts.append(text)
        return {"id": f"load-{self._number}", "text": text, "source": f"Paper {self._number % 7}"}

    def archive(self) -> str:
        """What is stored before it begins, as JSON lines."""
        return "".join(json.dumps(self._next()) + "\n" for _ in range(STORED))

    async def _ask(self, client: httpx2.AsyncClient, kind: str) -> httpx2.Response:
        if kind == "score":
            return await client.post("/v1/score", json={"article": {"text": self._text()}})
        if kind == "store":
            body = self._next()
            return await client.put(f"/v1/articles/{body['id']}", json=body)
        if kind == "desk":
            return await client.get("/desk")
        known = f"/v1/articles/load-{self._chance.randint(1, STORED)}"
        return await client.get(f"{known}/matches" if kind == "verdict" else known)

    async def client(self, until: float) -> None:
        """Ask, one after the other, until a time."""
        async with httpx2.AsyncClient(base_url=self._address, timeout=60) as client:
            while time.monotonic() < until:
                kind = self._chance.choices([*MIX], [*MIX.values()])[0]
                began = time.monotonic()
                try:
                    answer = await self._ask(client, kind)
                except httpx2.HTTPError as error:
                    self.seen.errors[f"{kind}: {type(error).__name__}"] += 1
                    continue
                if answer.is_success:
                    self.seen.seconds[kind].append(time.monotonic() - began)
                elif answer.status_code == 503 and "Retry-After" in answer.headers:  # noqa: PLR2004 - not available
                    self.seen.shed += 1
                    await asyncio.sleep(min(float(answer.headers["Retry-After"]), LONGEST_RETRY))
                else:
                    self.seen.errors[f"{kind}: {answer.status_code}"] += 1

    async def watch(self) -> None:
        """Have its health asked for, and read how much memory it holds."""
        command = [sys.executable, "-m", "benchmarks.load.health", self._address.rpartition(":")[2]]
        asking = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        try:
            while asking.stdout is not None and (line := await asking.stdout.readline()):
                try:
                    self.seen.health.append(float(line))
                except ValueError:
                    self.seen.errors[f"health: {line.decode().strip()}"] += 1
                self.seen.memory.append(self._memory())
        finally:
            asking.kill()
            await asking.wait()

    def _memory(self) -> float:
        lines = dict(line.split(":", 1) for line in self._status.read_text("ascii").splitlines())
        return int(lines["VmRSS"].split()[0]) / _MEGABYTE

    async def stage(self, clients: int, seconds: float) -> dict[str, Any]:
        """One stage; what was seen."""
        self.seen = Seen()
        began = time.monotonic()
        await asyncio.gather(*(self.client(began + seconds) for _ in range(clients)))
        lasted = time.monotonic() - began
        seen, every = self.seen, [one for some in self.seen.seconds.values() for one in some]
        return {
            "clients": clients,
            "seconds": round(lasted, 1),
            "answered": len(every),
            "answers a second": round(len(every) / lasted, 2),
            "seconds of an answer": _spread(every),
            "by kind": {kind: {"answered": len(some), **_spread(some)} for kind, some in sorted(seen.seconds.items())},
            "told to come again": seen.shed,
            "errors": dict(seen.errors),
            "health check seconds": {**_spread(seen.health), "checks": len(seen.health)},
            "memory MB": {
                "first": round(seen.memory[0]),
                "last": round(seen.memory[-1]),
                "most": round(max(seen.memory)),
            },
        }


def _spread(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    percentiles = statistics.quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    return {"p50": round(percentiles[49], 4), "p99": round(percentiles[98], 4), "most": round(max(seconds), 4)}
