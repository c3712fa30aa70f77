"""Two thousand messages at fifty a second, through kills: ``python -m benchmarks.wire_load``.

A real ``dedup serve`` takes signed pushes of fictional stories (originals, corrections, copies by another paper, kills)
while it is killed with -9 and started again; a real receiver takes its alerts. At the end every message must be in the
inbox exactly once and done, the database must hold exactly the article versions that are due, each with its verdict,
and every alert that is due, and every one that was raised besides, must have arrived at least once.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from standardwebhooks import Webhook

from benchmarks.markdown import table
from dedup.storage.database import Database
from dedup.storage.newsroomtables import DeliveryRow
from dedup.storage.tables import ArticleRow, VerdictRow
from dedup.wiring import DATABASE

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "spring tide"  # noqa: S105 - of this run alone
ALERT_SECRET = "whsec_" + base64.b64encode(b"neap tide of this run").decode()
SENDERS = 12
START_SECONDS = 120.0
_RUNNING = re.compile(r"running on http://127\.0\.0\.1:(\d+)")

_PLACES = ("Ottervik", "Aldermark", "Selm", "Northquay", "Ulmen", "Brackwater", "Pellgrove", "Harrowick", "Stenmouth")
_NAMES = (
    "Ellwood",
    "Thole",
    "Ask",
    "Tolk",
    "Varro",
    "Hesper",
    "Quill",
    "Maren",
    "Dorrin",
    "Vreeland",
    "Oakes",
    "Brandt",
)
_SUBJECTS = (
    "the {thing} of {place}",
    "a {thing} near {place}",
    "the council of {place}",
    "{name}, who runs the {thing} at {place},",
    "an inspector from {place}",
)
_THINGS = (
    "pier", "ferry", "dairy", "quarry", "archive", "lighthouse", "tramway", "granary", "ropewalk", "weir", "foundry",
    "observatory", "orchard",
)  # fmt: skip
_VERBS = (
    "closed", "sold", "repaired", "measured", "painted", "flooded", "inherited", "auctioned", "surveyed", "rented",
    "insured", "mapped", "fenced", "dismantled", "reopened",
)  # fmt: skip
_OBJECTS = (
    "{count} barrels of tar", "the eastern wall", "a bell cast in {year}", "{count} acres of marsh", "the old ledger",
    "the night shift", "{count} oak sleepers", "a chart of {year}", "the {thing} roof", "{count} lanterns",
)  # fmt: skip
_ENDS = (
    "after a dispute that began in {year}", "for {count} crowns", "before the frost", "without telling {name}",
    "as {name} had asked in {year}", "while {count} people watched", "despite a petition of {count} names",
)  # fmt: skip


@dataclass
class Story:
    """The messages of one story, in order.

    Attributes:
        messages: As they are pushed.
        stored: Id and version of the articles that are stored in the end.
        alerts: Pairs of ids that an alert has to name; of a kill, one id twice.
    """

    messages: list[dict[str, Any]]
    stored: list[tuple[str, str]]
    alerts: list[tuple[str, str]]


@dataclass
class Outcome:
    """What was seen while messages were sent."""

    answers: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)


def stories(count: int, chance: random.Random) -> Iterator[Story]:
    """Stories with ``count`` messages in all."""
    left, number = count, 0
    while left:
        number += 1
        guid = f"urn:newsml:northwater.example:story-{number}"
        text = [_sentence(chance) for _ in range(chance.randint(6, 10))]
        first = _message(guid, "1", "09:30", text, "NW")
        taken = f"urn:newsml:courier.example:story-{number}"
        copied = [sentence.replace("crowns", "crowns in all") for sentence in text[:-1]]
        alone = Story([first], [(guid, "1")], [])
        story = alone
        if number % 4 == 0:
            kill = _message(guid, "2", "11:00", ["Please kill it."], "NW") | {"pubstatus": "canceled"}
            story = Story([first, kill], [], [(guid, guid)])
        elif number % 4 != 1:
            corrected = _message(guid, "2", "10:00", [*text[:-1], _sentence(chance)], "NW")
            copy = _message(taken, "1", "12:00", copied, "Courier")
            story = Story([first, corrected, copy], [(guid, "1"), (guid, "2"), (taken, "1")], [(guid, taken)])
        if len(story.messages) > left:
            story = alone
        left -= len(story.messages)
        yield story


def _sentence(chance: random.Random) -> str:
    pattern = f"{chance.choice(_SUBJECTS)} {chance.choice(_VERBS)} {chance.choice(_OBJECTS)} {chance.choice(_ENDS)}."
    filled = pattern.format(
        place=chance.choice(_PLACES),
        thing=chance.choice(_THINGS),
        name=chance.choice(_NAMES),
        count=chance.randint(2, 900),
        year=chance.randint(1700, 2030),
    )
    return filled[0].upper() + filled[1:]


def sentences(chance: random.Random, count: int) -> list[str]:
    """Some sentences of the fictional news."""
    return [_sentence(chance) for _ in range(count)]


def _message(guid: str, version: str, at: str, text: list[str], source: str) -> dict[str, Any]:
    return {
        "guid": guid,
        "version": version,
        "type": "text",
        "versioncreated": f"2031-03-03T{at}:00+0000",
        "pubstatus": "usable",
        "language": "en",
        "headline": text[0].rstrip("."),
        "body_html": "".join(f"<p>{' '.join(text[i : i + 2])}</p>" for i in range(0, len(text), 2)),
        "source": source,
    }


class Receiver:
    """Takes alerts, and checks their signatures."""

    def __init__(self) -> None:
        self.pairs: Counter[tuple[str, str]] = Counter()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                Webhook(ALERT_SECRET).verify(body, {key.lower(): value for key, value in self.headers.items()})
                alert = json.loads(body)
                own = alert["article"]["id"]
                other = alert["match"]["id"] if alert["type"] == "article.derived" else own
                first, second = sorted((own, other), reverse=True)
                outer.pairs[first, second] += 1
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Server:
    """``dedup serve``, which is killed and started again."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **environment}
        self.port = 0
        self.starts = 0
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start it, without waiting for anything."""
        self.starts += 1
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "dedup.cli", "--data-dir", str(self._folder), "serve", "--port", "0"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env=self._environment,
        )
        self._process = process

    def start(self) -> None:
        """Start it, and wait until it listens."""
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

    def send(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
        """Send a request with JSON; the status of the answer and its JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {} if body is None else {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Read JSON from it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())

    def push(self, body: bytes) -> int:
        """Push a message; the status of the answer."""
        digest = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
        headers = {"Content-Type": "application/json", "x-superdesk-signature": f"sha1={digest}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", "/v1/hooks/desk", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


class Pace:
    """Lets so many pass a second."""

    def __init__(self, rate: float) -> None:
        self._next, self._step, self._lock = time.monotonic(), 1.0 / rate, threading.Lock()

    def wait(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            turn = self._next = max(self._next + self._step, time.monotonic())
        time.sleep(max(0.0, turn - time.monotonic()))


def send(server: Server, mine: list[Story], pace: Pace, outcome: Outcome) -> None:
    """Push stories one after the other, each message until it is taken, as Superdesk does: 4xx is final."""
    for story in mine:
        for message in story.messages:
            body = json.dumps(message).encode()
            pace.wait()
            while True:
                try:
                    status = server.push(body)
                except (OSError, http.client.HTTPException):
                    outcome.answers["no answer"] += 1
                else:
                    outcome.answers[str(status)] += 1
                    if status < 500:  # noqa: PLR2004 - a server's error
                        if status >= 400:  # noqa: PLR2004 - a client's
                            outcome.refused.append(message["guid"])
                        break
                time.sleep(0.5)


def drained(server: Server) -> bool:
    """Whether nothing is left to work on."""
    try:
        return not any(server.get(f"/v1/inbox?limit=1&state={s}")["messages"] for s in ("waiting", "working", "failed"))
    except (OSError, ValueError, http.client.HTTPException, KeyError):
        return False


def inbox(server: Server) -> list[dict[str, Any]]:
    """All messages."""
    found: list[dict[str, Any]] = []
    before = ""
    while True:
        page = server.get(f"/v1/inbox?limit=500{before}")
        found += page["messages"]
        if page["next"] is None:
            return found
        before = f"&before={page['next']}"


@dataclass
class Kept:
    """What the database holds in the end.

    Attributes:
        stored: Id and version of each article.
        scored: The same of those with a verdict.
        undelivered: Deliveries of alerts that were not made.
    """

    stored: list[tuple[str, str]]
    scored: list[tuple[str, str]]
    undelivered: int

    def without(self, ids: set[str]) -> Kept:
        """The same without some articles."""
        return Kept(
            [one for one in self.stored if one[0] not in ids],
            [one for one in self.scored if one[0] not in ids],
            self.undelivered,
        )


def undelivered(database: Database) -> int:
    """How many deliveries of alerts are not made yet."""
    with database.reading() as connection:
        query = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state != "delivered")
        return int(connection.execute(query).scalar_one())


def kept_in(database: Database) -> Kept:
    """Read what is there, without the server."""
    every = select(ArticleRow.id, ArticleRow.version)
    with database.reading() as connection:
        stored = [(row.id, row.version) for row in connection.execute(every)]
        judged = every.join(VerdictRow, VerdictRow.article_key == ArticleRow.key).where(VerdictRow.verdict != b"null")
        scored = [(row.id, row.version) for row in connection.execute(judged)]
    return Kept(stored, scored, undelivered(database))


def run(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Send, kill, drain, check.

    Returns:
        Figures; ``problems`` lists what is not as it must be.
    """
    chance = random.Random(arguments.seed)  # noqa: S311 - a repeatable run
    told = list(stories(arguments.messages, chance))
    receiver = Receiver()
    (folder / "senders.toml").write_text(
        f'[senders.desk]\nkind = "superdesk"\nsecret_env = "LOAD_SECRET"\n[[alerts]]\nname = "taken"\nto = ["cms"]\n'
        f'[destinations.cms]\nkind = "webhook"\nurl = "{receiver.url}"\nsecret_env = "LOAD_ALERTS"\n'
    )
    environment = {
        "DEDUP_SENDERS": str(folder / "senders.toml"),
        "DEDUP_ALLOW_PRIVATE_DESTINATIONS": "true",
        "LOAD_SECRET": SECRET,
        "LOAD_ALERTS": ALERT_SECRET,
        **({"DEDUP_DATABASE_URL": arguments.postgres} if arguments.postgres else {}),
    }
    server = Server(folder / "data", environment)
    server.start()
    outcome, pace = Outcome(), Pace(arguments.rate)
    begun = time.monotonic()
    threads = [
        threading.Thread(target=send, args=(server, told[part::SENDERS], pace, outcome)) for part in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    length = arguments.messages / arguments.rate
    for moment in sorted(chance.uniform(1, length * 1.5) for _ in range(arguments.kills)):
        time.sleep(max(0.0, begun + moment - time.monotonic()))
        server.kill()
        server.start()
    for thread in threads:
        thread.join()
    sent = time.monotonic() - begun
    patience = time.monotonic() + arguments.patience
    while not drained(server) and time.monotonic() < patience:
        time.sleep(0.5)
    worked = time.monotonic() - begun
    database = Database(arguments.postgres or f"sqlite:///{folder / 'data' / DATABASE}")
    while undelivered(database) and time.monotonic() < patience:
        time.sleep(0.5)
    messages = inbox(server)
    server.kill()
    receiver.server.shutdown()
    kept = kept_in(database)
    database.dispose()
    return checked(told, messages, kept, receiver, outcome.refused) | {
        "kills": arguments.kills,
        "answers": dict(outcome.answers),
        "seconds sending": round(sent, 1),
        "seconds until all was scored": round(worked, 1),
    }


def checked(
    told: list[Story], messages: list[dict[str, Any]], kept: Kept, receiver: Receiver, refused: list[str]
) -> dict[str, Any]:
    """Count what became of the messages of some stories; ``problems`` lists what is not as it must be."""
    expected = sum(len(story.messages) for story in told)
    right = sorted(pair for story in told for pair in story.stored)
    due = {(max(pair), min(pair)) for story in told for pair in story.alerts}
    ended = Counter(message["state"] for message in messages if not _came_after_its_kill(message))
    items = Counter((item["guid"], item["version"]) for message in messages for item in message["items"])
    became = Counter(item["became"] for message in messages for item in message["items"])
    missing = due - receiver.pairs.keys()
    problems = [
        *([f"{len(messages)} messages in the inbox, {expected} sent"] if len(messages) != expected else []),
        *([f"states {dict(ended)}"] if ended.keys() != {"done"} else []),
        *(f"{pair} is stored and must not be, or twice" for pair in Counter(kept.stored) - Counter(right)),
        *(f"{pair} is not stored" for pair in Counter(right) - Counter(kept.stored)),
        *(f"{pair} was not scored" for pair in Counter(kept.stored) - Counter(kept.scored)),
        *([f"{kept.undelivered} alerts were raised and not delivered"] if kept.undelivered else []),
        *(f"{guid} came {number} times" for guid, number in items.items() if number > 1),
        *(f"no alert named {pair}" for pair in sorted(missing)[:10]),
        *(f"{guid} was refused" for guid in refused),
    ]
    return {
        "messages": len(messages),
        "article versions": len(kept.stored),
        "article versions scored": len(kept.scored),
        "became": dict(became),
        "alerts due": len(due),
        "alerts that came": len(due) - len(missing),
        "alerts that came twice": sum(number > 1 for number in receiver.pairs.values()),
        "problems": problems,
    }


def _came_after_its_kill(message: dict[str, Any]) -> bool:
    """Whether a worker that was killed had the story, and another one its kill meanwhile: it is skipped as it must."""
    return [item["became"] for item in message["items"]] == ["skipped: killed before"]


def main() -> None:
    """Run it, print what was seen, and exit with 1 if something was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second")
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1800.0, help="seconds until all must be scored and delivered")
    parser.add_argument("--postgres", help="URL of a migrated database; by default SQLite")
    parser.add_argument("--out", type=Path, help="JSON file for the figures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wire-load-") as folder:
        figures = run(arguments, Path(folder))
    print(table(["what", "seen"], [[key, str(value)] for key, value in figures.items()]))
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if figures["problems"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
