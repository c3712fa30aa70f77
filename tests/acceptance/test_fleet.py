"""Four processes over one PostgreSQL: what one stores the others find, whichever is killed, frozen or outdated."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from dedup.errors import SchemaOutdated
from dedup.storage.database import Database
from dedup.storage.store import SqlArticleStore
from migrations import HEAD
from tests.acceptance.fleet import Fleet, Process, eventually
from tests.acceptance.ingester import story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def fleet(tmp_path: Path, postgres_url: str) -> Iterator[Fleet]:
    started = Fleet(tmp_path, {"DEDUP_DATABASE_URL": postgres_url})
    yield started
    started.end()


def store(process: Process, number: int) -> int:
    article = story(number)
    return process.request("PUT", f"/v1/articles/{article.id}", {"text": article.text})[0]


def finds(process: Process, number: int) -> bool:
    """Whether it finds a story by its words and, in the index of its own process, by its meaning."""
    status, answer = process.request("POST", "/v1/score", {"article": {"text": story(number).text}})
    assert status == 200, answer
    same = [match for match in answer["matches"] if match["article"]["id"] == story(number).id]
    return [match["relation"] for match in same] == ["identical"] and {"lexical", "semantic"} <= set(
        same[0]["proposed_by"]
    )


def follows(process: Process, stored: int) -> bool:
    """Whether it has taken in so many articles; nothing is looked up, so nothing catches up but its follower."""
    return process.figure("dedup_articles") == stored and process.figure("dedup_index_lag") == 0


def test_what_one_stores_all_find(fleet: Fleet) -> None:
    first, second, third, fourth = (fleet.start(name) for name in "abcd")
    assert store(first, 0) == 201
    for process in (second, first):  # who wrote, and who did not, at once
        assert finds(process, 0)
    eventually(lambda: follows(third, 1) and follows(fourth, 1))

    fourth.signal(signal.SIGSTOP)
    fleet.kill(second)
    for number in range(1, 9):
        assert store(first if number % 2 else third, number) == 201
    assert all(finds(process, number) for process in (first, third) for number in (7, 8))

    fourth.signal(signal.SIGCONT)
    assert finds(fourth, 8), "it answered from what it knew before it was frozen"
    second = fleet.start("b")
    assert finds(second, 8)
    for process in (first, second, third, fourth):
        status, ready = process.request("GET", "/readyz")
        assert (status, ready["articles"]) == (200, 9), ready


def test_a_process_of_an_older_release_reads_and_does_not_write(fleet: Fleet, postgres_url: str) -> None:
    older = fleet.start("a")
    assert store(older, 0) == 201
    database = Database(postgres_url)
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    status, problem = older.request("PUT", "/v1/articles/x", {"text": story(1).text})
    assert (status, problem["type"]) == (503, "urn:wire-dedup:problem:schema-outdated")
    assert older.request("GET", "/readyz")[0] == 503
    assert finds(older, 0)
    with pytest.raises(SchemaOutdated, match="newer release"):
        SqlArticleStore(database)
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    assert store(older, 1) == 201
    assert older.request("GET", "/readyz")[0] == 200
    database.dispose()
