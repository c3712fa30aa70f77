"""Of two copies that come in at one moment the second names the first, whoever dies in between."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dedup.newsroom.sweeping import AGE, Sweep
from dedup.newsroomwiring import build_newsroom
from dedup.settings import Settings
from tests.acceptance.ingester import story
from tests.acceptance.overtaking import COPY, DiedError, die, opened, overtaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dedup.article import Article
    from dedup.service import DedupService

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def service(tmp_path: Path, store_url: str) -> Iterator[DedupService]:
    service = opened(tmp_path / "other", store_url)
    yield service
    service.close()


def later() -> datetime:
    """So late that whatever is owed now is overdue."""
    return datetime.now(UTC) + 2 * AGE


def named(service: DedupService, article_id: str) -> list[str]:
    """Whom the verdict that is stored names; nothing is judged by asking."""
    (stored,) = service.store.versions(article_id)
    verdict: Any = json.loads(service.store.verdict(stored.key) or b"null")
    return [match["article"]["id"] for match in verdict["matches"]] if verdict else []


def bulk(service: DedupService, article: Article) -> None:
    list(service.store_many([article]))
    list(service.judge_waiting())


def one_by_one(service: DedupService, article: Article) -> None:
    service.ingest(article)


@pytest.mark.parametrize("first", [one_by_one, bulk])
def test_whoever_is_overtaken_while_it_scores_names_the_other(
    store_url: str, service: DedupService, first: Callable[[DedupService, Article], None]
) -> None:
    second = overtaken(store_url, lambda: first(service, story(1)))
    ingested = second.ingest(COPY)
    assert named(service, "copy") == ["story-1"]
    assert named(service, "story-1") == []
    assert service.judged("copy")[1] == ingested.verdict
    assert service.owed(later(), 10) == []
    second.close()


def test_a_backfill_that_is_overtaken_names_the_other_as_well(store_url: str, service: DedupService) -> None:
    backfilling = overtaken(store_url, lambda: service.ingest(story(2)))
    list(backfilling.store_many([COPY, replace(story(2), id="other copy")]))
    service.ingest(story(1))
    assert len(list(backfilling.judge_waiting())) == 2
    assert "copy" in named(service, "story-1")
    assert "other copy" in named(service, "story-2")
    assert not {"story-1", "story-2"} & {*named(service, "copy"), *named(service, "other copy")}  # they came first
    backfilling.close()


def test_a_process_that_is_killed_before_its_second_verdict_leaves_it_to_the_sweep(
    tmp_path: Path, store_url: str, service: DedupService
) -> None:
    command = [sys.executable, "-m", "tests.acceptance.overtaking", str(tmp_path / "killed"), store_url]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)  # noqa: S603 - ours
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert named(service, "copy") == []
    assert Sweep(service).once() == 0  # who owes it may be about to make it
    assert Sweep(service, later).once() == 1
    assert named(service, "copy") == ["story-1"]
    assert Sweep(service, later).once() == 0


def asked(service: DedupService) -> None:
    service.matches("copy")


def sent_again(service: DedupService) -> None:
    assert service.ingest(COPY).status == "unchanged"


def backfilled(service: DedupService) -> None:
    list(service.judge_waiting())


@pytest.mark.parametrize("found_by", [asked, sent_again, backfilled])
def test_who_comes_before_the_sweep_has_the_second_verdict(
    store_url: str, service: DedupService, found_by: Callable[[DedupService], None]
) -> None:
    dying = overtaken(store_url, lambda: service.ingest(story(1)), die)
    with pytest.raises(DiedError):
        dying.ingest(COPY)
    assert named(service, "copy") == []
    found_by(service)
    assert named(service, "copy") == ["story-1"]
    assert service.owed(later(), 10) == []
    dying.close()


def test_an_article_whose_source_came_later_is_judged_again_whoever_dies(store_url: str, service: DedupService) -> None:
    noon = datetime(2031, 3, 4, 12, tzinfo=UTC)
    service.ingest(replace(COPY, source="Courier", published_at=noon))
    dying = overtaken(store_url, lambda: None, die)
    with pytest.raises(DiedError):
        dying.ingest(replace(story(1), source="Agency", published_at=noon.replace(hour=9)))
    assert named(service, "copy") == []
    assert Sweep(service, later).once() == 1
    assert named(service, "copy") == ["story-1"]
    dying.close()


def test_what_is_owed_to_an_article_that_is_gone_is_nothing(store_url: str, service: DedupService) -> None:
    dying = overtaken(store_url, lambda: service.ingest(story(1)), die)
    with pytest.raises(DiedError):
        dying.ingest(COPY)
    (owed,) = service.owed(later(), 10)
    service.remove("copy")
    assert service.settle(owed) is None
    assert Sweep(service, later).once() == 0
    dying.close()


def test_an_article_that_is_removed_before_its_second_verdict_is_stored_and_gone(
    store_url: str, service: DedupService
) -> None:
    second = overtaken(store_url, lambda: service.ingest(story(1)), lambda: service.remove("copy"))
    assert second.ingest(COPY).status == "created"
    assert service.store.versions("copy") == []
    second.close()


def test_a_serving_process_sweeps(tmp_path: Path, store_url: str, service: DedupService) -> None:
    dying = overtaken(store_url, lambda: service.ingest(story(1)), die)
    with pytest.raises(DiedError):
        dying.ingest(COPY)
    newsroom = build_newsroom(Settings(data_dir=tmp_path, database_url=store_url), service)
    newsroom.sweep = Sweep(service, later)
    newsroom.start(0)
    deadline = time.monotonic() + 120
    while service.owed(later(), 1) and time.monotonic() < deadline:
        time.sleep(0.01)
    newsroom.stop()
    assert named(service, "copy") == ["story-1"]
    dying.close()
