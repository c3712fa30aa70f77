"""What goes wrong in a newsroom, on either side, and is tried again."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import update

from dedup.errors import StoreUnavailable
from dedup.newsroom.worker import ATTEMPTS
from dedup.storage.connecting import SQLITE_PRAGMAS
from dedup.storage.newsroomtables import MessageRow
from dedup.wiring import open_database
from tests.api.newsroom.opening import PATIENCE, Opened
from tests.local import local_client

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

    from dedup.newsroom.messages import Message
    from dedup.storage.store import SqlArticleStore


def test_a_message_that_was_given_up_is_tried_again_when_it_is_sent_again(client: TestClient, opened: Opened) -> None:
    number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
    (claimed,) = opened.newsroom.inbox.claim(1)
    opened.newsroom.inbox.finish(claimed, "dead", "the model could not be run", [])
    again = client.post("/v1/hooks/words", content=b"A story about a pier.").json()
    assert again == {"id": number, "status": "known"}
    opened.work()
    assert client.get(f"/v1/inbox/{number}").json()["state"] == "done"


def test_a_message_that_kills_its_workers_is_given_up(client: TestClient, opened: Opened) -> None:
    number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
    for _ in range(ATTEMPTS):
        (claimed,) = opened.newsroom.inbox.claim(1)  # and its process dies
        opened.newsroom.inbox.postpone(claimed, "claimed", datetime.now(UTC))
    opened.work()
    told = client.get(f"/v1/inbox/{number}").json()
    assert told["state"] == "dead"
    assert "its worker died" in told["reason"]


def test_a_worker_outlives_what_it_does_not_expect(opened: Opened) -> None:
    with local_client(opened.app()) as client:
        stop, claim, calls = threading.Event(), opened.newsroom.inbox.claim, iter([ZeroDivisionError(), OSError()])

        def failing(count: int) -> list[Message]:
            for error in calls:
                raise error
            return claim(count)

        opened.newsroom.inbox.claim = failing  # type: ignore[method-assign]
        number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
        thread = threading.Thread(target=opened.newsroom.worker.run, args=(stop,))
        thread.start()
        deadline = time.monotonic() + PATIENCE
        while client.get(f"/v1/inbox/{number}").json()["state"] != "done" and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.set()
        thread.join()
        assert client.get(f"/v1/inbox/{number}").json()["state"] == "done"


def test_overload_asks_to_come_back(tmp_path: Path) -> None:
    opened = Opened(tmp_path, inbox_limit=2)
    with local_client(opened.app()) as client:
        statuses = [client.post("/v1/hooks/words", content=b"Story number %d." % n).status_code for n in range(4)]
        refused = client.post("/v1/hooks/words", content=b"One more story.")
        assert statuses == [200, 200, 503, 503]
        assert "Retry-After" in refused.headers
        opened.work()
        assert client.post("/v1/hooks/words", content=b"One more story.").status_code == 200


def test_a_database_that_is_locked_asks_to_come_back(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SQLITE_PRAGMAS, "busy_timeout", "200")  # milliseconds; instead of seconds
    body = b"A story about a pier."
    with local_client(opened.app()) as client:
        database = open_database(opened.settings)
        with database.unbound_transaction():
            refused = client.post("/v1/hooks/words", content=body)
        database.dispose()
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert refused.json()["type"].endswith("store-unavailable")
        assert client.post("/v1/hooks/words", content=body).json()["status"] == "accepted"
        opened.work()
        assert [one["became"] for one in client.get("/v1/inbox/1").json()["items"]] == ["stored"]


def test_a_failure_of_ours_is_tried_again(client: TestClient, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
    with monkeypatch.context() as broken:
        broken.setattr(opened.service, "ingest", lambda *_a, **_k: 1 / 0)
        opened.work()
    told = client.get(f"/v1/inbox/{number}").json()
    assert (told["state"], told["attempts"]) == ("failed", 1)
    assert "ZeroDivisionError" in told["reason"]
    client.post(f"/v1/inbox/{number}:retry")
    opened.work()
    assert client.get(f"/v1/inbox/{number}").json()["state"] == "done"


def test_however_long_the_database_is_away_no_message_is_given_up(
    client: TestClient, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object, **_named: object) -> None:
        message = "The database does not answer."
        raise StoreUnavailable(message)

    number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
    database = cast("SqlArticleStore", opened.service.store).database
    due = update(MessageRow).values(due_at=datetime.now(UTC))
    with monkeypatch.context() as broken:
        broken.setattr(opened.service, "ingest", away)
        for _ in range(ATTEMPTS + 2):
            opened.work()
            told = client.get(f"/v1/inbox/{number}").json()
            assert (told["state"], told["attempts"]) == ("failed", 0)
            with database.unbound_transaction() as connection:
                connection.execute(due)
    opened.work()
    assert client.get(f"/v1/inbox/{number}").json()["state"] == "done"


@pytest.mark.parametrize(
    "path", ["/v1/inbox/99", "/v1/alerts/99", "/v1/inbox/x", "/v1/inbox?state=odd", "/v1/alerts?since=noon"]
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {404, 422}
