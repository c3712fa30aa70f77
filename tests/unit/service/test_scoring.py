"""What a service answers of a text, and of two."""

from __future__ import annotations

import gc
import json
import weakref
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dedup.article import MAX_CHARACTERS, Article
from dedup.detection.verdict import Relation
from dedup.errors import (
    ArticleNotFound,
    EmptyText,
    InputError,
    TextTooLong,
)
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.unit.service.opening import FROST, MODEL, NOON, PIER, PLAY, TRAM, matched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dedup.service import DedupService

    Open = Callable[..., DedupService]

DAY = timedelta(days=1)


def test_a_service_that_is_let_go_takes_its_models_with_it(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    kept = weakref.ref(encoder)
    service = build_service(Settings(data_dir=tmp_path), encoder)
    service.ingest(Article(PIER, id="pier"))
    service.score(Article(PIER))
    service.close()
    gc.disable()  # which would get to it, but minutes later, with the memory of another model by then
    try:
        del service, encoder
        assert kept() is None
    finally:
        gc.enable()


class TestScore:
    def test_nothing_is_stored(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        before = service.health()
        service.score(Article(PLAY, id="b"))
        assert service.health() == before
        with pytest.raises(ArticleNotFound):
            service.article("b")

    def test_an_empty_store_is_no_error(self, service: DedupService) -> None:
        verdict = service.score(Article(PIER))
        assert verdict.relation is Relation.UNRELATED
        assert (verdict.searched.articles, verdict.searched.passages) == (0, 0)

    def test_what_was_searched_is_told(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        searched = service.score(Article(PIER), window_days=5).searched
        assert (searched.articles, searched.window_days, searched.model) == (1, 5, MODEL.name)
        assert searched.passages == service.health().passages
        assert searched.config.startswith("relation-")

    def test_only_some_sources(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a", source="One"))
        service.ingest(Article(PIER, id="b", source="Two"))
        service.ingest(Article(PIER, id="c"))
        assert matched(service, PIER, sources=["One", "Three"]).keys() == {"a"}
        assert matched(service, PIER, sources=["Three"]) == {}
        assert matched(service, PIER).keys() == {"a", "b", "c"}

    def test_only_some_days(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="old", published_at=NOON - 9 * DAY))
        service.ingest(Article(PIER, id="new", published_at=NOON + 2 * DAY))
        query = Article(PIER, published_at=NOON)
        assert matched(service, query, window_days=3).keys() == {"new"}
        assert matched(service, query, window_days=30).keys() == {"old", "new"}
        assert matched(service, query).keys() == {"old", "new"}

    def test_the_window_of_the_settings_holds_where_a_call_names_none(self, start: Open, data: Settings) -> None:
        service = start(settings=data.model_copy(update={"window_days": 3}))
        service.ingest(Article(PIER, id="old", published_at=NOON - 9 * DAY))
        query = Article(PIER, published_at=NOON)
        assert matched(service, query) == {}
        assert matched(service, query, window_days=30).keys() == {"old"}
        assert json.loads(service.ingest(replace(query, id="b")).verdict)["matches"] == []

    def test_only_so_many(self, service: DedupService) -> None:
        for number in range(6):
            service.ingest(Article(f"{PIER} Paper number {number}.", id=f"a{number}"))
        assert len(matched(service, PIER, limit=4)) == 4
        assert len(matched(service, PIER, limit=1)) == 1

    @pytest.mark.parametrize(
        ("content", "error"), [("", EmptyText), ("?!", EmptyText), ("a" * (MAX_CHARACTERS + 1), TextTooLong)]
    )
    def test_what_can_not_be_read_is_refused(
        self, service: DedupService, content: str, error: type[InputError]
    ) -> None:
        with pytest.raises(error):
            service.score(Article(content))
        for pair in ((content, PIER), (PIER, content)):
            with pytest.raises(error):
                service.compare(*map(Article, pair))


class TestCompare:
    def test_exactly_one_match_and_the_corpus_is_not_asked(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="stored"))
        verdict = service.compare(Article(PIER, id="q"), Article(PIER + " Indeed.", id="m"))
        assert [match.article.id for match in verdict.matches] == ["m"]
        assert verdict.searched.articles == 1

    def test_unrelated_texts_have_a_match_too(self, service: DedupService) -> None:
        verdict = service.compare(Article(PIER), Article(FROST))
        assert [match.relation for match in verdict.matches] == [Relation.UNRELATED]
        assert verdict.relation is Relation.UNRELATED

    def test_an_update_is_told_by_what_it_evolved_from(self, service: DedupService) -> None:
        original = Article(PIER, id="a", published_at=NOON)
        verdict = service.compare(Article(PIER + "\n\n" + TRAM, id="b", evolved_from="a"), original)
        assert verdict.relation is Relation.UPDATE
