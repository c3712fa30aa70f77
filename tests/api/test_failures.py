"""What a caller sees when our side fails: the service is a stand-in that does nothing but fail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest

from api.app import create_app
from dedup.errors import DedupError, EncoderError, ModelMismatch, StoreUnavailable
from dedup.health import Health
from dedup.observing import Observed
from dedup.service import DedupService
from dedup.settings import Settings
from dedup.storing import Ingested
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fastapi.testclient import TestClient

    from dedup.access.control import AccessControl
    from dedup.article import Article
    from dedup.detection.verdict import Verdict
    from dedup.newsroom.running import Newsroom

VERDICT = b'{"relation":"unrelated","derivation":0.0,"needs_review":false}'


class FailingService(DedupService):
    """Scores nothing; stores until it comes to an article that says ``fail``; its index lags behind."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self._observed = Observed()
        self.closed = False

    def score(self, article: Article, **_where: object) -> Verdict:  # noqa: ARG002
        raise self._error

    def ingest_many(self, articles: Iterable[Article], **_where: object) -> Iterator[Ingested]:
        for article in articles:
            if article.text == "fail":
                raise self._error
            yield Ingested(article.id or "", "1", "created", VERDICT)

    def require_current(self) -> None:
        """The schema is no concern of these tests."""

    def health(self) -> Health:
        return Health(2, 9, sequence=5, indexed_sequence=4, indexed_items=7, model="none", behind_seconds=31.0)

    def close(self) -> None:
        self.closed = True


class NoNewsroom:
    """Stands where messages would be taken in: these tests send none, and nobody listens to alerts."""

    alerts = None

    def start(self, workers: int) -> None:
        """Start nothing."""

    def stop(self) -> None:
        """Stop nothing."""


class NothingLocked:
    """Stands where it is known who is let in: everybody is."""

    def is_locked(self) -> bool:
        """Nobody made a key."""
        return False

    def start(self) -> None:
        """Start nothing."""

    def stop(self) -> None:
        """Stop nothing."""


def client_of(service: DedupService) -> TestClient:
    newsroom = cast("Newsroom", NoNewsroom())
    access = cast("AccessControl", NothingLocked())
    app = create_app(Settings(), lambda _settings: service, lambda *_: newsroom, lambda *_: access)
    return local_client(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreUnavailable("The database does not answer."), 503),
        (ModelMismatch("Run dedup reindex."), 503),
        (EncoderError("No model."), 503),
        (DedupError("odd"), 500),
        (ZeroDivisionError("secret"), 500),
    ],
)
def test_our_failures_are_5xx_problems(error: Exception, status: int) -> None:
    with client_of(FailingService(error)) as client:
        answer = client.post("/v1/score", json={"article": {"text": "x"}})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)


@pytest.mark.parametrize("error", [StoreUnavailable("gone"), ZeroDivisionError("secret")])
def test_a_bulk_stream_ends_with_the_line_that_the_store_failed_at(error: Exception) -> None:
    lines = [{"id": "a", "text": "fine"}, {"id": "b", "text": "fail"}, {"id": "c", "text": "fine"}]
    with client_of(FailingService(error)) as client:
        answer = client.post(
            "/v1/articles:bulk",
            content="\n".join(map(json.dumps, lines)),
            headers={"Content-Type": "application/x-ndjson"},
        )
    first, last = map(json.loads, answer.text.splitlines())
    assert first["id"] == "a"
    assert last["line"] == 2
    assert last["error"]["status"] // 100 == 5
    assert "secret" not in answer.text


def test_not_ready_while_the_index_lags() -> None:
    with client_of(FailingService(DedupError())) as client:
        answer = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:wire-dedup:problem:not-ready"
    assert "4 of 5" in answer.json()["detail"]


def test_the_service_is_opened_at_the_start_and_closed_at_the_end() -> None:
    service = FailingService(DedupError())
    client = client_of(service)
    with client:
        assert not service.closed
    assert service.closed
