"""A source's furniture is learned from its stories, and nothing else is taken for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.clustering import cluster
from dedup.detection.clusters import Membership
from dedup.detection.verdict import Kind, Relation
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.unit.detection.sides import STORIES, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dedup.service import DedupService

FOOTER = (
    "Whoever finds our weekly crossword too easy may write to Aunt Sorrel at the old lighthouse, who answers every "
    "letter by hand, in green ink, and keeps the best ones in a biscuit tin until the spring fair opens its gates."
)
LOOM = (
    "A weaver in Tarn Hollow finished a carpet that her grandmother had begun during another century.",
    "It shows eleven herons above a river, each with one blue feather that nobody can explain.",
    "Museums have offered to buy it, but it will stay on a kitchen wall beside an oven.",
)
SIX = (*STORIES, LOOM)
MODEL = HashingEncoder()


@pytest.fixture
def service(tmp_path: Path, store_url: str) -> Iterator[DedupService]:
    opened = build_service(Settings(data_dir=tmp_path / "data", database_url=store_url), MODEL)
    yield opened
    opened.close()


def story(number: int, *more: str, source: str | None = "Estuary Standard", name: str | None = None) -> Article:
    """A story of a source with paragraphs at its end that do not belong to it."""
    return Article(text(*SIX[number], *more), id=name or f"{source}-{number}", source=source)


def stored(service: DedupService, numbers: Sequence[int], *more: str, source: str = "Estuary Standard") -> None:
    for number in numbers:
        service.ingest(story(number, *more, source=source))


def last_kind(service: DedupService, article: Article) -> tuple[Relation, Kind]:
    """The relation, and the kind of the last paragraph, where one candidate alone is compared."""
    verdict = service.score(article, aligned=1)
    return verdict.relation, verdict.paragraphs[-1].kind


def test_what_three_stories_share_is_furniture_for_the_next(service: DedupService) -> None:
    stored(service, range(3), FOOTER)
    assert last_kind(service, story(3, FOOTER)) == (Relation.UNRELATED, Kind.BACKGROUND)


def test_another_house_that_shows_it_is_no_copy_of_its_owner(service: DedupService) -> None:
    stored(service, range(3), FOOTER)
    assert last_kind(service, story(3, FOOTER, source="Harbour Post")) == (Relation.UNRELATED, Kind.BACKGROUND)
    assert last_kind(service, story(3, FOOTER, source=None)) == (Relation.UNRELATED, Kind.BACKGROUND)


def test_a_story_that_is_taken_with_the_furniture_is_a_copy_still(service: DedupService) -> None:
    stored(service, range(3), FOOTER)
    relation, kind = last_kind(service, story(1, "More follows on the way.", FOOTER, source="Harbour Post"))
    assert relation is Relation.NEAR_COPY
    assert kind is Kind.BACKGROUND


def test_two_stories_are_not_enough_to_know_it(service: DedupService) -> None:
    stored(service, range(2), FOOTER)
    relation, kind = last_kind(service, story(3, FOOTER, source="Harbour Post"))
    assert relation is Relation.PARTIAL_COPY
    assert kind is Kind.VERBATIM


def test_what_a_running_story_repeats_is_its_own(service: DedupService) -> None:
    for number in range(4):
        service.ingest(story(0, f"Reporter number {number} was there.", FOOTER, name=f"day-{number}"))
    assert last_kind(service, story(3, FOOTER, source="Harbour Post")) == (Relation.PARTIAL_COPY, Kind.VERBATIM)


def test_versions_of_one_story_are_one(service: DedupService) -> None:
    for number in range(3):
        service.ingest(Article(text(*SIX[number], FOOTER), id="one", source="Estuary Standard"))
    assert last_kind(service, story(3, FOOTER, source="Harbour Post")) == (Relation.PARTIAL_COPY, Kind.VERBATIM)


def test_what_three_papers_took_is_nobodys_furniture(service: DedupService) -> None:
    for number, paper in enumerate(("Harbour Post", "Meridian Ledger", "Marrow Herald")):
        service.ingest(story(number, FOOTER, source=paper))
    assert last_kind(service, story(3, FOOTER, source="Courier")) == (Relation.PARTIAL_COPY, Kind.VERBATIM)


def test_without_a_source_nothing_is_learned(service: DedupService) -> None:
    for number in range(3):
        service.ingest(story(number, FOOTER, source=None, name=f"nameless-{number}"))
    assert last_kind(service, story(3, FOOTER)) == (Relation.PARTIAL_COPY, Kind.VERBATIM)


def test_it_is_forgotten_with_the_stories(service: DedupService) -> None:
    stored(service, range(3), FOOTER)
    service.remove("Estuary Standard-1")
    assert last_kind(service, story(3, FOOTER, source="Harbour Post")) == (Relation.PARTIAL_COPY, Kind.VERBATIM)
    stored(service, [4], FOOTER)
    assert last_kind(service, story(3, FOOTER, source="Harbour Post")) == (Relation.UNRELATED, Kind.BACKGROUND)


def test_the_second_story_of_a_source_with_one_paragraph_in_common_is_not_sure(service: DedupService) -> None:
    stored(service, [0], FOOTER)
    (match,) = service.score(story(1, FOOTER)).matches
    assert match.relation is Relation.PARTIAL_COPY
    assert match.needs_review
    assert "Both are of one house" in match.reason


def test_the_same_paragraph_in_another_paper_was_taken(service: DedupService) -> None:
    stored(service, [0], FOOTER)
    (match,) = service.score(story(1, FOOTER, source="Harbour Post")).matches
    assert match.relation is Relation.PARTIAL_COPY
    assert "Both are of one house" not in match.reason


def test_an_archive_of_one_source_falls_into_as_many_groups_as_stories(service: DedupService) -> None:
    found = list(cluster(service, [story(number, FOOTER) for number in range(6)]))
    assert all(isinstance(one, Membership) and one.lead == one.id for one in found)
