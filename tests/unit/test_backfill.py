from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.errors import InputError, VersionConflict
from dedup.settings import Settings
from dedup.storing import Ingested
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.unit.detection.sides import STORIES, shuffled, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dedup.ports.arrays import Vectors
    from dedup.service import DedupService

MODEL = HashingEncoder()
PIER, PLAY, FROST, TRAM, COMET = (text(*story) for story in STORIES)
ARCHIVE = [
    Article(PIER, id="pier", source="Agency"),
    Article(PLAY, id="play", source="Agency"),
    Article(text(PIER, "The mayor was not there."), id="copy", source="Courier"),
    Article(FROST, id="frost", source="Agency"),
    Article(text(*map(shuffled, STORIES[1])), id="other-play", source="Courier"),
    Article(text(FROST, "More frost is to come."), id="frost", source="Agency"),
    Article(PIER, id="again", source="Gazette", evolved_from="copy"),
]
"""Copies, a second version of one story, and one that goes on from another."""


@pytest.fixture
def data(tmp_path: Path, store_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=store_url)


@pytest.fixture
def service(data: Settings) -> Iterator[DedupService]:
    service = build_service(data, MODEL)
    yield service
    service.close()


@pytest.fixture
def one_by_one(tmp_path: Path) -> Iterator[DedupService]:
    """What the same archive comes to where each article is judged as it is stored."""
    service = build_service(Settings(data_dir=tmp_path / "one-by-one", database_url=None), MODEL)
    assert all(isinstance(one, Ingested) for one in service.ingest_many(ARCHIVE))
    yield service
    service.close()


def told(service: DedupService) -> dict[tuple[str | None, str | None], object]:
    """What each version is, and of which matches."""
    found: dict[tuple[str | None, str | None], object] = {}
    for stored in service.store.scan():
        verdict = json.loads(service.store.verdict(stored.key) or b"null")
        matches = verdict and [(one["article"]["id"], one["relation"], one["direction"]) for one in verdict["matches"]]
        found[stored.article.id, stored.article.version] = (stored.story, verdict and verdict["relation"], matches)
    return found


def test_stored_first_and_judged_afterwards_it_is_what_it_is_one_by_one(
    service: DedupService, one_by_one: DedupService
) -> None:
    outcomes = list(service.store_many(ARCHIVE))
    assert [one.status for one in outcomes if isinstance(one, Ingested)] == ["created"] * len(ARCHIVE)
    assert service.waiting() == len(ARCHIVE)
    assert service.health().in_step
    assert service.score(Article(PIER)).matches[0].article.id == "pier"
    assert len(list(service.judge_waiting())) == len(ARCHIVE)
    assert service.waiting() == 0
    assert told(service) == told(one_by_one)


def test_it_goes_on_where_it_was_interrupted(service: DedupService, one_by_one: DedupService) -> None:
    for _, _outcome in zip(range(3), service.store_many(ARCHIVE), strict=False):
        pass
    for _, _verdict in zip(range(2), service.judge_waiting(), strict=False):
        pass
    list(service.store_many(ARCHIVE))
    list(service.judge_waiting())
    assert [one.status for one in service.store_many(ARCHIVE) if isinstance(one, Ingested)] == (
        ["unchanged"] * len(ARCHIVE)
    )
    assert list(service.judge_waiting()) == []
    assert told(service) == told(one_by_one)


def test_what_is_known_is_not_encoded_again(data: Settings) -> None:
    encoder = CountingEncoder()
    service = build_service(data, encoder)
    list(service.store_many(ARCHIVE))
    before = encoder.count
    list(service.store_many(ARCHIVE))
    assert (before > 0, encoder.count) == (True, before)
    service.close()


def test_one_that_can_not_be_stored_keeps_no_other_out(service: DedupService) -> None:
    service.ingest(Article(TRAM, id="tram", version="7"))
    batch = [
        Article(PIER, id="pier"),
        Article(" ", id="empty"),
        Article(COMET, id="tram", version="7"),
        Article(PLAY, id="play", source="x\x00"),
        Article(FROST, id="frost"),
    ]
    outcomes = list(service.store_many(batch))
    errors = [type(one) if isinstance(one, InputError) else None for one in outcomes]
    assert errors[0] is errors[4] is None
    assert errors[2] is VersionConflict
    assert None not in (errors[1], errors[3])
    assert {stored.article.id for stored in service.store.scan()} == {"tram", "pier", "frost"}
    assert service.health().in_step


def test_whoever_stores_one_again_gets_the_verdict_that_it_waits_for(
    service: DedupService, one_by_one: DedupService
) -> None:
    list(service.store_many(ARCHIVE))
    again = service.ingest(ARCHIVE[2])
    assert again.status == "unchanged"
    assert json.loads(again.verdict)["relation"] == json.loads(one_by_one.matches("copy"))["relation"]


def test_whoever_asks_for_matches_first_has_them_made(service: DedupService, one_by_one: DedupService) -> None:
    list(service.store_many(ARCHIVE))
    made = json.loads(service.matches("copy"))
    assert made["relation"] == json.loads(one_by_one.matches("copy"))["relation"]
    assert service.waiting() == len(ARCHIVE) - 1
    assert json.loads(service.matches("copy")) == made


class CountingEncoder(HashingEncoder):
    """Counts the sentences it is asked for."""

    count = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return super().encode(texts)
