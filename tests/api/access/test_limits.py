"""Who asks for more than it may in a minute is told when to go on; bulk streams are read as fast as they may."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import pytest
from fastapi.testclient import TestClient

from dedup.access.callers import Scope
from dedup.access.keys import new_key
from dedup.access.limits import WINDOW_SECONDS, Limits
from tests.api.access.locked import OPERATOR, Locked, bearer, locked_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Locked]:
    with locked_service(tmp_path / "locked") as opened:
        yield opened


@pytest.fixture
def now(locked: Locked, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which goes on where a test says so, or somebody sleeps."""
    at = [1000.0]

    async def sleep(seconds: float) -> None:
        at[0] += seconds

    limits: Limits = locked.app.state.limits
    monkeypatch.setattr(limits, "_clock", lambda: at[0])
    monkeypatch.setattr("api.routes.bulk.sleep", sleep)
    return at


def key(locked: Locked, name: str, *scopes: Scope, per_minute: int) -> dict[str, str]:
    secret, made = new_key(name, scopes, datetime.now(UTC), per_minute=per_minute)
    locked.access.keys.add(made, OPERATOR, "here")
    return bearer(secret)


def test_beyond_its_limit_a_key_is_told_when_to_go_on(locked: Locked, now: list[float]) -> None:
    shown = key(locked, "partner", Scope.READ, Scope.ADMIN, per_minute=3)
    for _ in range(3):
        assert locked.client.get("/v1/mutes", headers=shown).status_code == 200
        now[0] += 10
    elsewhere = TestClient(locked.app, base_url="http://127.0.0.1", client=("192.0.2.7", 50000))
    for client, more in ((locked.client, {}), (elsewhere, {}), (locked.client, {"X-Forwarded-For": "198.51.100.3"})):
        refused = client.get("/v1/inbox", headers=shown | more)  # another route, another address
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "30"
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["type"] == "urn:wire-dedup:problem:too-many-requests"
    at_desk = locked.client.get("/desk", headers=shown | {"Accept": "text/html"})
    assert (at_desk.status_code, at_desk.headers["Retry-After"]) == (429, "30")
    assert "Go on in 30 seconds" in at_desk.text
    assert locked.client.get("/v1/mutes", headers=locked.shown["read"]).status_code == 200  # others go on
    assert locked.client.get("/healthz", headers=shown).status_code == 200
    metrics = locked.client.get("/metrics", headers=locked.shown["admin"]).text
    assert 'dedup_limited_total{caller="key partner"} 4.0' in metrics
    now[0] += 30
    assert locked.client.get("/v1/mutes", headers=shown).status_code == 200


def test_what_is_refused_for_other_reasons_takes_no_place(locked: Locked, now: list[float]) -> None:
    shown = key(locked, "partner", Scope.READ, per_minute=1)
    assert now
    wrong = {"Authorization": shown["Authorization"][:-1] + "~"}
    for _ in range(3):
        assert locked.client.get("/v1/mutes", headers=wrong).status_code == 401
        assert locked.client.delete("/v1/articles/x", headers=shown).status_code == 403
    assert locked.client.get("/v1/mutes", headers=shown).status_code == 200


def test_a_bulk_stream_is_read_as_fast_as_it_may_be_and_whole(locked: Locked, now: list[float]) -> None:
    shown = key(locked, "backfill", Scope.WRITE, per_minute=4)
    texts = [f"Ferry number {number} left the harbour an hour late on {number} May." for number in range(10)]
    body = b"\n".join(orjson.dumps({"id": f"f{number}", "text": text}) for number, text in enumerate(texts))
    headers = shown | {"Content-Type": "application/x-ndjson"}
    began = now[0]
    answer = locked.client.post("/v1/articles:bulk", content=body, headers=headers)
    told = [orjson.loads(line) for line in answer.content.splitlines()]
    assert [one["id"] for one in told] == [f"f{number}" for number in range(10)]
    assert now[0] - began == 2 * WINDOW_SECONDS  # the request and three lines, then four, then three
    assert locked.client.post("/v1/articles:bulk", content=b"", headers=headers).status_code == 200
    assert locked.client.post("/v1/articles:bulk", content=b"", headers=headers).status_code == 429
