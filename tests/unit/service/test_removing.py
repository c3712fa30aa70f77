"""What a removal leaves behind, and the stories that versions make."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.detection.verdict import Direction, Relation
from dedup.errors import (
    ArticleNotFound,
)
from tests.unit.service.opening import COMET, HOUR, NOON, PIER, PLAY, TRAM, in_order, matched

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.service import DedupService

    Open = Callable[..., DedupService]


class TestRemove:
    def test_every_version_goes_from_store_and_indexes_at_once(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        service.ingest(Article(PIER + " Indeed.", id="a"))
        service.ingest(Article(PLAY, id="b"))
        assert service.remove("a") == 2
        assert matched(service, PIER) == {}
        assert matched(service, PLAY) == {"b": Relation.IDENTICAL}
        assert service.health().articles == 1
        assert in_order(service)

    def test_what_is_not_there_can_not_be_read_or_removed(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        service.remove("a")
        for name in ("a", "never"):
            for call in (service.remove, service.article, service.matches):
                with pytest.raises(ArticleNotFound, match=name):
                    call(name)

    def test_it_can_come_back(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        service.remove("a")
        assert service.ingest(Article(PIER, id="a")).status == "created"
        assert matched(service, PIER) == {"a": Relation.IDENTICAL}
        assert in_order(service)

    def test_another_article_in_its_place_is_not_taken_for_it(self, service: DedupService) -> None:
        """What is remembered of a removed article is not shown as the next one's."""
        service.ingest(Article(PIER, id="a"))
        assert matched(service, PIER) == {"a": Relation.IDENTICAL}
        service.remove("a")
        service.ingest(Article(PLAY, id="b"))
        assert matched(service, PIER) == {}
        assert matched(service, PLAY) == {"b": Relation.IDENTICAL}


class TestChains:
    UPDATE = Article(PIER + "\n\n" + TRAM, id="a-2", evolved_from="a", published_at=NOON + HOUR)

    def test_what_evolved_from_a_stored_article_is_its_update(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a", published_at=NOON))
        verdict = json.loads(service.ingest(self.UPDATE).verdict)
        assert verdict["relation"] == "update"
        assert verdict["matches"][0]["article"]["id"] == "a"
        assert verdict["matches"][0]["direction"] == Direction.QUERY_FROM_MATCH
        assert "chain" in verdict["matches"][0]["proposed_by"]

    def test_another_version_of_one_id_is_an_update(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        verdict = json.loads(service.ingest(Article(PIER + " Indeed.", id="a")).verdict)
        assert verdict["relation"] == "update"
        assert verdict["matches"][0]["article"]["version"] == "1"

    def test_the_chain_goes_on_over_three_articles(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        service.ingest(Article(PIER + "\n\n" + TRAM, id="b", evolved_from="a"))
        verdict = json.loads(service.ingest(Article(PIER + "\n\n" + COMET, id="c", evolved_from="b")).verdict)
        relations = {match["article"]["id"]: match["relation"] for match in verdict["matches"]}
        assert relations == {"a": "update", "b": "update"}

    def test_an_update_may_arrive_before_its_original(self, service: DedupService) -> None:
        service.ingest(self.UPDATE)
        verdict = json.loads(service.ingest(Article(PIER, id="a", published_at=NOON)).verdict)
        assert verdict["relation"] == "update"
        assert verdict["matches"][0]["article"]["id"] == "a-2"
        assert verdict["matches"][0]["direction"] == Direction.MATCH_FROM_QUERY

    def test_two_updates_of_one_original_are_of_one_chain_with_it_or_without(self, service: DedupService) -> None:
        service.ingest(self.UPDATE)
        third = Article(PIER + "\n\n" + COMET, id="a-3", evolved_from="a", published_at=NOON + 2 * HOUR)
        assert json.loads(service.ingest(third).verdict)["relation"] == "update"
        service.ingest(Article(PIER, id="a", published_at=NOON))
        assert matched(service, replace(third, id="a-4")).items() >= {"a": "update", "a-2": "update"}.items()

    def test_the_same_text_of_another_chain_is_a_copy(self, service: DedupService) -> None:
        service.ingest(Article(PIER + "\n\n" + PLAY, id="a"))
        other = Article(PIER + "\n\n" + PLAY + " Indeed.", id="elsewhere")
        assert matched(service, other) == {"a": Relation.NEAR_COPY}

    def test_a_text_that_is_only_looked_up_under_a_stored_id_meets_its_own_chain(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        assert matched(service, Article(PIER + " Indeed.", id="a")) == {"a": Relation.UPDATE}
