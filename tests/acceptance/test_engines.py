"""The database, a vector engine, two API processes and a worker: each is taken away in turn, and no message is lost."""

from __future__ import annotations

import itertools
import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from dedup.storage.database import Database
from dedup.storage.schema import upgrade
from tests.acceptance.fleet import Fleet, Process, eventually
from tests.acceptance.newsdesk import SECRET, encoded, message, signed
from tests.engines import MilvusStandalone, PgvectorServer

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).resolve().parents[2] / "dedup" / "samples"
SENDERS = """
[senders.desk]
kind = "superdesk"
secret_env = "DESK_SECRET"
source = "Northern Wire"
"""
AWAY = "vector engine away"
REWRITTEN = "nw-0412"
"""Of which incoming.json is a rewrite."""


def wire() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / "wire.jsonl").read_text("utf-8").splitlines() if line.strip()]


def paragraphs(article: dict[str, Any]) -> list[str]:
    found: list[str] = article.get("paragraphs") or article["text"].split("\n\n")
    return found


def pushed(article: dict[str, Any]) -> bytes:
    """A story of the sample wire as Superdesk pushes it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(article))
    return encoded(message(guid=article["id"], headline=article.get("title") or "Story", body_html=body))


def push(process: Process, article: dict[str, Any]) -> None:
    """Send it again until it is taken, as a sender does."""
    body = pushed(article)
    eventually(lambda: process.request("POST", "/v1/hooks/desk", body, signed(body))[0] // 100 == 2)


@pytest.fixture
def store() -> Iterator[PgvectorServer]:
    """A server of PostgreSQL of this test alone, since it is killed."""
    started = PgvectorServer()
    upgrade(started.url)
    yield started
    started.end()


@pytest.fixture
def fleet(tmp_path: Path, store: PgvectorServer, engine: PgvectorServer) -> Iterator[Fleet]:
    started = fleet_over(tmp_path, store.url, engine.url)
    yield started
    started.end()


def fleet_over(tmp_path: Path, store: str, engine: str) -> Fleet:
    """Processes over a store and an engine, by their addresses."""
    senders = tmp_path / "senders.toml"
    senders.write_text(SENDERS, "utf-8")
    settings = {
        "DEDUP_DATABASE_URL": store,
        "DEDUP_VECTORS_URL": engine,
        "DEDUP_SENDERS": str(senders),
        "DESK_SECRET": SECRET,
        "DEDUP_WORKERS": "0",
    }
    return Fleet(tmp_path, settings)


def a_minute_passes(store: PgvectorServer) -> None:
    """For messages whose worker is gone: nobody's claim is good any more."""
    database = Database(store.url)
    with database.unbound_transaction() as connection:
        connection.execute(text("UPDATE messages SET due_at = 0 WHERE state = 'working'"))
    database.dispose()


def states(process: Process) -> dict[str, int]:
    """How many messages there are in each state."""
    listed = process.request("GET", "/v1/inbox?limit=500")[1]["messages"]
    found: dict[str, int] = {}
    for one in listed:
        found[one["state"]] = found.get(one["state"], 0) + 1
    return found


def degraded(process: Process) -> bool:
    """Whether an answer says that the engine was not asked; it is an answer either way."""
    status, answer = process.request("POST", "/v1/score", {"article": {"text": "\n\n".join(paragraphs(wire()[0]))}})
    assert status == 200, answer
    return any(told.startswith(AWAY) for told in answer["searched"]["degraded"])


def is_ready(process: Process) -> bool:
    return process.request("GET", "/readyz")[0] == 200


def test_each_part_is_taken_away_in_turn(fleet: Fleet, store: PgvectorServer, engine: PgvectorServer) -> None:
    waiting, sent = iter(wire()), 0
    first, second = fleet.start("first"), fleet.start("second")
    worker = fleet.start("worker", DEDUP_WORKERS="1")

    def send(process: Process, most: int) -> None:
        nonlocal sent
        for story in itertools.islice(waiting, most):
            push(process, story)
            sent += 1

    send(first, 4)
    fleet.kill(worker)
    send(second, 4)
    a_minute_passes(store)
    worker = fleet.start("worker", DEDUP_WORKERS="1")

    fleet.kill(first)
    send(second, 3)
    first = fleet.start("first")

    engine.stop()
    send(first, 3)
    assert degraded(second)
    assert is_ready(second), "it answers, and says what it leaves out"
    engine.start()
    eventually(lambda: not degraded(second))

    store.stop()
    assert not is_ready(first)
    store.start()
    eventually(lambda: is_ready(first))
    send(first, 3)

    worker.signal(signal.SIGSTOP)
    send(second, 100)
    helper = fleet.start("helper", DEDUP_WORKERS="1")
    a_minute_passes(store)
    eventually(lambda: states(first) == {"done": sent})
    worker.signal(signal.SIGCONT)

    the_rewrite_is_found(second)
    for one in (first, second, worker, helper):
        eventually(lambda one=one: is_level(one, sent))  # type: ignore[misc]
    assert states(second) == {"done": sent}


def the_rewrite_is_found(process: Process) -> None:
    """By its meaning, with nothing left out."""
    rewrite = json.loads((SAMPLES / "incoming.json").read_text("utf-8"))
    status, answer = process.request("POST", "/v1/score", {"article": {"text": "\n\n".join(paragraphs(rewrite))}})
    assert (status, answer["searched"]["degraded"]) == (200, [])
    assert answer["matches"][0]["article"]["id"] == REWRITTEN
    assert "semantic" in answer["matches"][0]["proposed_by"]


def is_level(process: Process, articles: int) -> bool:
    return process.figure("dedup_index_lag") == 0 and process.figure("dedup_articles") == articles


def test_milvus_is_taken_away_under_it_and_comes_back(tmp_path: Path, store: PgvectorServer) -> None:
    engine = MilvusStandalone()
    fleet = fleet_over(tmp_path, store.url, engine.url)
    try:
        told = [article for article in wire() if article["id"] == REWRITTEN] + wire()[:5]
        first, second = fleet.start("first"), fleet.start("second")
        worker = fleet.start("worker", DEDUP_WORKERS="1")
        for article in told[4:]:
            push(first, article)
        eventually(lambda: states(second) == {"done": 2})

        engine.stop()
        eventually(lambda: degraded(second))
        fleet.kill(worker)
        for article in told[:2]:
            push(first, article)
        a_minute_passes(store)
        worker = fleet.start("worker", DEDUP_WORKERS="1")
        eventually(lambda: states(first) == {"done": 4})

        engine.start()
        eventually(lambda: not degraded(first))
        store.stop()
        assert not is_ready(second)
        store.start()
        eventually(lambda: is_ready(second))
        fleet.kill(first)
        for article in told[2:4]:
            push(second, article)
        eventually(lambda: states(second) == {"done": 6})
        eventually(lambda: not degraded(second) and is_level(second, 6))
        the_rewrite_is_found(second)
    finally:
        fleet.end()
        engine.end()
