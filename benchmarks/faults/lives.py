"""One life of a server after the other: how each ends, and what must be there in the next."""

from __future__ import annotations

import http.client
import json
import random
import shlex
import signal
import subprocess
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from benchmarks.faults.damage import DAMAGES, damage
from benchmarks.faults.writing import Load, Told, store, written
from benchmarks.hashing import HashingEncoder
from benchmarks.servers.bywords import DIMENSION
from benchmarks.servers.forked import ForkedServer
from benchmarks.servers.server import Server
from benchmarks.wire_load.accounts import checked, drained, inbox, kept_in, undelivered
from benchmarks.wire_load.receiver import Receiver, newsroom
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.storage.schema import upgrade
from dedup.wiring import DATABASE, SNAPSHOT, build_service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dedup.doctor import Finding

LONGEST_LIFE = 2.0
"""Seconds from the moment it listens to its end, at most."""

STARTING = 1.0
"""Seconds from its start in which one that is killed while it starts is killed."""

STOPPING = 2.5
"""Seconds after SIGTERM in which one that is killed while it stops is killed."""

CHECKS = 5
PACKAGED_DIMENSION = 384
LOOKED_UP = 12
"""Articles of the life before that are read after each start, at most."""

ENDS = ("serving", "serving", "stopping", "serving", "starting", "serving")


def scored(server: Server, text: str) -> Any:  # noqa: ANN401 - JSON
    """What a text is to the article it was made from: strangers come and go with what else fills a shortlist."""
    status, answer = server.send(
        "POST", "/v1/score", json.dumps({"article": {"text": text}, "sources": ["Check"]}).encode()
    )
    if status != http.HTTPStatus.OK:
        return {"status": status, "answer": answer}
    kept = ("relation", "derivation", "containment", "paragraphs", "proposed_by")
    return [
        {"id": match["article"]["id"], **{name: match.get(name) for name in kept}}
        for match in answer["matches"]
        if match["relation"] == "near_copy"
    ]


class Run:
    """One run: a server, its load, and what was seen.

    Args:
        folder: Empty.
        postgres: URL of an empty database; None is SQLite.
        restart: Command that restarts the database server; None leaves it alone.
        seed: Of everything that is by chance.
        model: Serve with the sentence model, as ``dedup serve`` does, and not by words.
    """

    def __init__(self, folder: Path, postgres: str | None, restart: str | None, seed: int, *, model: bool) -> None:
        self._folder, self._postgres, self._restart = folder, postgres, restart
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable run
        self._receiver = Receiver()
        environment = newsroom(folder, self._receiver, postgres)
        self._url = postgres or f"sqlite:///{folder / 'data' / DATABASE}"
        self._server = (Server if model else ForkedServer)(folder / "data", environment)
        self._dimension = PACKAGED_DIMENSION if model else DIMENSION
        self._told = Told()
        self._load = Load(self._server, self._told, seed)
        self.problems: list[str] = []
        self.seen: Counter[str] = Counter()
        texts = [written(self._chance) for _ in range(CHECKS)]
        self._checks = {f"check-{n}": text for n, text in enumerate(texts)}
        first = texts[0].split("\n\n")
        self._query = "\n\n".join([*first[1:], first[0].upper()])
        self._expected: Any = None

    def begin(self) -> None:
        """Store what the check article was made from, score it once, and begin to send."""
        if self._url.startswith("postgresql"):
            upgrade(self._url)
        self._server.start()
        for name, text in self._checks.items():
            store(self._server, name, text, "Check")
        self._expected = scored(self._server, self._query)
        if [one["id"] for one in self._expected] != ["check-0"]:
            self.problems.append(f"the check article is not found: {self._expected}")
        self._load.start()

    def fault(self, number: int) -> None:
        """Let it live for a while, end it in one way, start it again and look."""
        time.sleep(self._chance.uniform(0.0, LONGEST_LIFE))
        if self._restart is not None and number % 2:
            self.seen["database restarted"] += 1
            subprocess.run(shlex.split(self._restart), check=True, capture_output=True)  # noqa: S603 - the caller's
        else:
            self._kill(ENDS[number % len(ENDS)])
            how = DAMAGES[number % len(DAMAGES)]
            if damage(self._folder / "data" / SNAPSHOT, how, self._chance, self._dimension):
                self.seen[f"snapshot {how}"] += 1
            self._server.start()
        self._look(number)

    def _kill(self, when: str) -> None:
        self.seen[f"killed while {when}"] += 1
        if when == "stopping":
            self._server.signal(signal.SIGTERM)
            time.sleep(self._chance.uniform(0.0, STOPPING))
        self._server.kill()
        if when == "starting":
            self._server.begin()
            time.sleep(self._chance.uniform(0.0, STARTING))
            self._server.kill()

    def _look(self, number: int) -> None:
        with self._told.lock:
            fresh, self._told.fresh = self._told.fresh, []
        for name in self._chance.sample(fresh, min(LOOKED_UP, len(fresh))):
            status, article = self._asked("GET", f"/v1/articles/{name}")
            if status != http.HTTPStatus.OK or article["text"] != self._told.articles[name]:
                self.problems.append(f"fault {number}: {name} was acknowledged and is gone ({status})")
        self.seen["acknowledged articles read after a start"] += min(LOOKED_UP, len(fresh))
        found = self._patiently(lambda: scored(self._server, self._query))
        if found != self._expected:
            self.problems.append(f"fault {number}: the check article scores {found}"[:500])
        status, ready = self._asked("GET", "/readyz")
        if status != http.HTTPStatus.OK:
            self.problems.append(f"fault {number}: not ready: {ready}")

    def _asked(self, method: str, path: str) -> tuple[int, Any]:
        found: tuple[int, Any] = self._patiently(lambda: self._server.send(method, path))
        return found

    @staticmethod
    def _patiently(asked: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
        """Ask again for a minute while it is busy, or its database is coming back."""
        until = time.monotonic() + 60
        while True:
            found: Any = None
            try:
                found = asked()
            except (OSError, http.client.HTTPException) as error:
                found = (0, str(error))
            status = (
                found[0] if isinstance(found, tuple) else found.get("status", 0) if isinstance(found, dict) else 200
            )
            if 0 < status < 500 or time.monotonic() > until:  # noqa: PLR2004
                return found
            time.sleep(0.25)

    def end(self, patience: float) -> dict[str, Any]:
        """Stop sending, wait until all is worked on, and count."""
        self._load.stop()
        until = time.monotonic() + patience
        while not drained(self._server) and time.monotonic() < until:
            time.sleep(0.5)
        database = Database(self._url)
        while undelivered(database) and time.monotonic() < until:
            time.sleep(0.5)
        messages = inbox(self._server)
        self._look(-1)
        self._server.end()
        self._receiver.server.shutdown()
        kept = kept_in(database)
        database.dispose()
        ours = {*self._told.articles, *self._checks}
        times = Counter(name for name, _ in kept.stored if name in ours)
        self.problems += [f"{name} is stored {times[name]} times" for name in sorted(ours) if times[name] != 1]
        sent = kept.without(ours)
        figures = checked(self._told.messages, messages, sent, self._receiver, self._told.refused)
        self.problems += figures.pop("problems")
        findings = self._doctor()
        self.problems += [f"doctor: {finding.name}: {finding.detail}" for finding in findings if not finding.ok]
        return {
            "articles acknowledged": len(self._told.articles),
            "articles stored once": sum(times[name] == 1 for name in ours) - len(self._checks),
            **figures,
            "answers": dict(sorted(self._told.answers.items())),
            "doctor": [f"{finding.name}: {finding.detail}" for finding in findings],
        }

    def _doctor(self) -> list[Finding]:
        """Store and indexes, article by article, as ``dedup doctor`` looks at them."""
        settings = Settings(data_dir=self._folder / "data", database_url=self._postgres)
        service = build_service(settings, None if self._dimension == PACKAGED_DIMENSION else HashingEncoder(DIMENSION))
        try:
            return service.diagnose()
        finally:
            service.close()
