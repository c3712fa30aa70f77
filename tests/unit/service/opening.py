"""The stories of these tests, and services over them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dedup.article import Article
from tests.fakes import HashingEncoder
from tests.unit.detection.sides import STORIES, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dedup.detection.verdict import Relation
    from dedup.service import DedupService

    Open = Callable[..., DedupService]


NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PIER, PLAY, FROST, TRAM, COMET = (text(*story) for story in STORIES)
MODEL = HashingEncoder()


def matched(service: DedupService, article: Article | str, **restrictions: Any) -> dict[str | None, Relation]:  # noqa: ANN401 - window_days, sources, limit
    """The relation to each match."""
    query = Article(article) if isinstance(article, str) else article
    return {match.article.id: match.relation for match in service.score(query, **restrictions).matches}


def in_order(service: DedupService) -> bool:
    return service.health().in_step and all(finding.ok for finding in service.diagnose())


def run_threads(jobs: Sequence[Callable[[], object]]) -> None:
    """Run all at once, and raise what one of them raises."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        for running in [pool.submit(job) for job in jobs]:
            running.result()
