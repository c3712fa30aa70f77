"""An index in an engine that all processes share: the same answers, checked by the doctor, made anew, done without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.errors import IndexUnavailable
from dedup.likeness import ANYWHERE
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.acceptance.fleet import eventually
from tests.acceptance.ingester import story
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dedup.service import DedupService
    from tests.engines import PgvectorServer

ENCODER = HashingEncoder()
AWAY = "vector engine away"


@pytest.fixture
def opened(tmp_path: Path, store_url: str, engine: PgvectorServer) -> Iterator[Callable[[], DedupService]]:
    """Opens processes over one store and one engine."""
    services: list[DedupService] = []

    def another() -> DedupService:
        folder = tmp_path / str(len(services))
        settings = Settings(data_dir=folder, database_url=store_url, vectors_url=engine.url)
        services.append(build_service(settings, ENCODER))
        return services[-1]

    yield another
    for service in services:
        service.close()


def proposed_by_meaning(service: DedupService, number: int) -> bool:
    [match] = [one for one in service.score(story(number)).matches if one.article.id == story(number).id]
    return "semantic" in match.proposed_by


def finding(service: DedupService) -> tuple[bool, str]:
    [found] = [one for one in service.diagnose() if one.name == "semantic index"]
    return found.ok, found.detail


def test_processes_share_it_and_it_is_made_anew(opened: Callable[[], DedupService]) -> None:
    first, second = opened(), opened()
    for number in range(6):
        (first if number % 2 else second).ingest(story(number))
    assert all(proposed_by_meaning(service, number) for service in (first, second) for number in range(6))
    first.remove(str(story(3).id))
    assert all(match.article.id != story(3).id for match in second.score(story(3)).matches)
    ok, detail = finding(second)
    assert ok, detail
    assert {one.stored.article.id for one in second.alike(Article(story(2).text), ANYWHERE)} >= {story(2).id}

    second.upkeep.rebuild(lambda *_: None)
    ok, detail = finding(first)
    assert ok, detail
    assert proposed_by_meaning(first, 5)


def test_the_doctor_sees_what_the_engine_lost(opened: Callable[[], DedupService], engine: PgvectorServer) -> None:
    service = opened()
    for number in range(3):
        service.ingest(story(number))
    service.score(story(0))
    engine.run_sql("DELETE FROM {items} WHERE item = (SELECT min(item) FROM {items})")
    ok, detail = finding(service)
    assert not ok
    assert "reindex" in detail
    service.rebuild(lambda *_: None)
    assert finding(service)[0]


def test_without_the_engine_words_find_and_the_answer_says_so(
    opened: Callable[[], DedupService], engine: PgvectorServer
) -> None:
    service = opened()
    service.ingest(story(0))
    assert proposed_by_meaning(service, 0)
    engine.stop()
    verdict = service.score(story(0))
    assert verdict.relation == "identical"
    assert [told.startswith(AWAY) for told in verdict.searched.degraded] == [True]
    assert service.ingest(story(1)).status == "created"
    with pytest.raises(IndexUnavailable):
        service.alike(story(0), ANYWHERE)
    health = service.health()
    assert not health.answers
    assert health.is_ready(behind=0)
    assert not finding(service)[0]
    started_without = opened()
    assert started_without.score(story(1)).relation == "identical"
    engine.start()
    eventually(lambda: not service.score(story(1)).searched.degraded)
    assert proposed_by_meaning(service, 1)
    assert service.health().in_step
