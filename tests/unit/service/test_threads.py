"""Many callers at once."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from dedup.article import Article
from dedup.detection.verdict import Relation
from tests.unit.detection.sides import STORIES
from tests.unit.service.opening import PIER, in_order, matched, run_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.service import DedupService

    Open = Callable[..., DedupService]


class TestThreads:
    def test_scoring_goes_on_while_others_ingest_and_remove(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="steady"))
        stop = threading.Event()
        scored = [threading.Event(), threading.Event()]

        def score(done: threading.Event) -> None:
            while not (stop.is_set() and done.is_set()):
                assert matched(service, PIER)["steady"] is Relation.IDENTICAL
                done.set()

        def ingest(number: int) -> None:
            for n in range(12):
                name = f"{number}-{n}"
                service.ingest(Article(f"{STORIES[1 + n % 4][n % 3]} Desk {number}, take {n}.", id=name))
                if n % 4 == 3:
                    service.remove(name)

        def ingest_all() -> None:
            try:
                run_threads([partial(ingest, number) for number in range(3)])
            finally:
                stop.set()

        run_threads([ingest_all, *(partial(score, done) for done in scored)])
        assert service.health().articles == 1 + 3 * 9
        assert in_order(service)

    def test_one_article_from_many_threads_is_created_once(self, service: DedupService) -> None:
        statuses: list[str] = []
        run_threads([lambda: statuses.append(service.ingest(Article(PIER, id="a")).status)] * 8)
        assert sorted(statuses) == ["created"] + ["unchanged"] * 7
        assert service.health().articles == 1

    def test_versions_from_many_threads_are_numbered_without_gaps(self, service: DedupService) -> None:
        versions: list[str] = []

        def send(number: int) -> None:
            versions.append(service.ingest(Article(f"{PIER} Take {number}.", id="a")).version)

        run_threads([lambda number=number: send(number) for number in range(6)])  # type: ignore[misc]
        assert sorted(versions) == ["1", "2", "3", "4", "5", "6"]
