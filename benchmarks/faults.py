"""Nothing is lost when it is killed: ``python -m benchmarks faults --kills 200 --out FILE``.

A real ``dedup serve`` stores articles and takes in signed messages without a pause, and is killed with -9 at random
moments: while it answers, works on its inbox, starts, or stops and writes its snapshot. Between two lives the snapshot
is cut, flipped, taken away or replaced by another store's. After every start a check article must score as it did
before, the indexes must agree with the store, and what the life before acknowledged must be there. At the end every
acknowledged article and message is counted in the database: each once. With ``--restart`` the database server is
restarted in the middle instead of the service being killed, every second time.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.forked import DIMENSION, ForkedServer
from benchmarks.hashing import HashingEncoder
from benchmarks.markdown import table
from benchmarks.wire_load import (
    ALERT_SECRET,
    SECRET,
    Receiver,
    Server,
    checked,
    drained,
    inbox,
    kept_in,
    sentences,
    stories,
    undelivered,
)
from dedup.index.faiss import FaissSemanticIndex
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.storage.schema import upgrade
from dedup.wiring import DATABASE, SNAPSHOT, build_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.wire_load import Story
    from dedup.doctor import Finding

LONGEST_LIFE = 2.0
"""Seconds from the moment it listens to its end, at most."""

STARTING = 1.0
"""Seconds from its start in which one that is killed while it starts is killed."""

STOPPING = 2.5
"""Seconds after SIGTERM in which one that is killed while it stops is killed."""

PACE = 3.0
"""Seconds between two messages of one sender: as many as a core can score while it is killed all the time."""

SENDERS = 2
WRITERS = 2
CHECKS = 5
PACKAGED_DIMENSION = 384
LOOKED_UP = 12
"""Articles of the life before that are read after each start, at most."""

DAMAGES = ("none", "cut", "flipped", "another's", "missing", "none", "half written")
ENDS = ("serving", "serving", "stopping", "serving", "starting", "serving")


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
                if self._until_taken("message", lambda body=body: self._server.push(body)) >= 400:  # type: ignore[misc]  # noqa: PLR2004
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


def damage(snapshot: Path, how: str, chance: random.Random, dimension: int) -> bool:
    """Leave behind what a crash, a bad disk or a wrong copy may leave behind; whether there was something to damage."""
    if how == "another's":
        snapshot.unlink(missing_ok=True)
        other = FaissSemanticIndex(snapshot, dimension, "another model of another store")
        other.advance(1)  # what has not changed is not written
        other.save()
        return True
    if how == "half written":
        snapshot.with_name(snapshot.name + ".partial").write_bytes(chance.randbytes(3000))
        return True
    if how == "none" or not snapshot.exists():
        return False
    content = bytearray(snapshot.read_bytes())
    if how == "missing":
        snapshot.unlink()
    elif how == "cut":
        snapshot.write_bytes(content[: chance.randrange(len(content))])
    else:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        snapshot.write_bytes(content)
    return True


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
        self._folder, self._restart = folder, restart
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable run
        self._receiver = Receiver()
        (folder / "senders.toml").write_text(
            '[senders.desk]\nkind = "superdesk"\nsecret_env = "LOAD_SECRET"\n[[alerts]]\nname = "taken"\nto = ["cms"]\n'
            f'[destinations.cms]\nkind = "webhook"\nurl = "{self._receiver.url}"\nsecret_env = "LOAD_ALERTS"\n'
        )
        environment = {
            "DEDUP_SENDERS": str(folder / "senders.toml"),
            "DEDUP_ALLOW_PRIVATE_DESTINATIONS": "true",
            "LOAD_SECRET": SECRET,
            "LOAD_ALERTS": ALERT_SECRET,
            **({"DEDUP_DATABASE_URL": postgres} if postgres else {}),
        }
        self._environment = environment
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
        settings = Settings(data_dir=self._folder / "data", database_url=self._environment.get("DEDUP_DATABASE_URL"))
        service = build_service(settings, None if self._dimension == PACKAGED_DIMENSION else HashingEncoder(DIMENSION))
        try:
            return service.diagnose()
        finally:
            service.close()


def main() -> None:
    """Run it, print what was seen, and exit with 1 if something was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="faults, one after the other")
    parser.add_argument("--minutes", type=float, default=600.0, help="no new fault after so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1800.0, help="seconds until all must be scored and delivered")
    parser.add_argument("--postgres", help="URL of an empty PostgreSQL database; by default SQLite")
    parser.add_argument("--restart", help="command that restarts the database server; scripts/with-postgres sets one")
    parser.add_argument("--model", action="store_true", help="a whole `dedup serve` each time, which starts in seconds")
    parser.add_argument("--out", type=Path, help="JSON file for the figures")
    arguments = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        run = Run(Path(folder), arguments.postgres, arguments.restart, arguments.seed, model=arguments.model)
        run.begin()
        done = 0
        while done < arguments.kills and time.monotonic() - begun < 60 * arguments.minutes:
            run.fault(done)
            done += 1
            print(f"{done} faults, {len(run.problems)} problems, {time.monotonic() - begun:.0f} s", file=sys.stderr)
        counted = run.end(arguments.patience)
    figures = {
        "database": "PostgreSQL" if arguments.postgres else "SQLite",
        "served by": "dedup serve" if arguments.model else "the same application, words in place of the sentence model",
        "faults": done,
        "what": dict(sorted(run.seen.items())),
        **counted,
        "minutes": round((time.monotonic() - begun) / 60, 1),
        "problems": run.problems,
    }
    print(table(["what", "seen"], [[key, str(value)] for key, value in figures.items()]))
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if run.problems:
        sys.exit(1)


if __name__ == "__main__":
    main()
