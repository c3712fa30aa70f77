"""What becomes of articles that are taken in, one or many."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from dedup.article import MAX_CHARACTERS, Article
from dedup.detection.encoding import verdict_json
from dedup.detection.verdict import Relation
from dedup.errors import (
    EmptyText,
    InputError,
    InvalidArticle,
    TextTooLong,
    VersionConflict,
)
from dedup.storing import Ingested
from tests.unit.detection.sides import STORIES, shuffled, text
from tests.unit.service.opening import FROST, HOUR, NOON, PIER, PLAY, TRAM, in_order, matched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dedup.service import DedupService

    Open = Callable[..., DedupService]


class TestIngest:
    def test_it_is_stored_and_found(self, service: DedupService) -> None:
        done = service.ingest(Article(PIER, id="a", title="Pier", source="One", published_at=NOON))
        assert (done.id, done.version, done.status) == ("a", "1", "created")
        assert matched(service, PIER) == {"a": Relation.IDENTICAL}
        assert service.article("a").article.title == "Pier"
        assert in_order(service)

    def test_it_is_scored_against_what_came_before_and_not_against_itself(self, service: DedupService) -> None:
        first = json.loads(service.ingest(Article(PIER, id="a")).verdict)
        second = json.loads(service.ingest(Article(PIER, id="b")).verdict)
        assert (first["relation"], first["matches"]) == ("unrelated", [])
        assert second["relation"] == "identical"
        assert [match["article"]["id"] for match in second["matches"]] == ["a"]
        assert second["searched"]["articles"] == 1

    def test_what_was_just_stored_is_known_as_it_will_be_after_a_restart(
        self, service: DedupService, start: Open
    ) -> None:
        stories = [Article(story, id=f"s{index}") for index, story in enumerate((PIER, PLAY, FROST, TRAM))]
        assert all(isinstance(one, Ingested) for one in service.ingest_many(stories))
        query = Article(text(PLAY.split("\n\n")[0], shuffled(STORIES[2][1]), PIER))
        fresh = start()
        fresh.rebuild(lambda _done, _total: None)
        assert verdict_json(service.score(query)) == verdict_json(fresh.score(query))

    def test_repeating_it_changes_nothing(self, service: DedupService) -> None:
        article = Article(PIER, id="a", title="Pier", source="One", published_at=NOON, language="en", version="3")
        service.ingest(article)
        service.ingest(Article(PIER, id="b"))
        before = service.health()
        again = service.ingest(article)
        assert again.status == "unchanged"
        assert (again.id, again.version) == ("a", "3")
        assert service.health() == before

    def test_unchanged_gives_the_verdict_it_got_when_it_came_in(self, service: DedupService) -> None:
        first = service.ingest(Article(PIER, id="a"))
        service.ingest(Article(PIER, id="b"))
        assert service.ingest(Article(PIER, id="a")).verdict == first.verdict
        assert service.matches("a") == first.verdict

    def test_the_same_moment_in_another_zone_is_the_same_content(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a", published_at=NOON))
        elsewhere = datetime.fromisoformat("2031-03-04T14:00:00+02:00")
        assert service.ingest(Article(PIER, id="a", published_at=elsewhere)).status == "unchanged"

    def test_without_a_version_stored_content_is_found_under_any_of_its_versions(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a"))
        service.ingest(Article(PLAY, id="a"))
        again = service.ingest(Article(PIER, id="a"))
        assert (again.version, again.status) == ("1", "unchanged")

    @pytest.mark.parametrize(
        "changed",
        [
            {"text": PIER + " Indeed."},
            {"title": "Another"},
            {"source": "Two"},
            {"published_at": NOON + HOUR},
            {"language": "de"},
            {"evolved_from": "z"},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def test_changed_content_becomes_the_next_version(self, service: DedupService, changed: dict[str, Any]) -> None:
        article = Article(PIER, id="a", title="Pier", source="One", published_at=NOON, language="en")
        service.ingest(article)
        done = service.ingest(replace(article, **changed))
        assert (done.version, done.status) == ("2", "created")
        assert service.health().articles == 2

    def test_the_newest_version_is_the_one_that_is_read(self, service: DedupService) -> None:
        for content in (PIER, PLAY, FROST):
            service.ingest(Article(content, id="a"))
        assert service.article("a").article.text == FROST
        assert service.article("a").article.version == "3"

    def test_a_version_with_another_content_is_a_conflict(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a", version="final"))
        before = service.health()
        with pytest.raises(VersionConflict, match="'final'"):
            service.ingest(Article(PLAY, id="a", version="final"))
        assert service.health() == before
        assert matched(service, PLAY) == {}

    def test_the_same_content_under_another_version_is_stored(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a", version="1"))
        assert service.ingest(Article(PIER, id="a", version="2")).status == "created"

    def test_numbering_goes_past_versions_that_the_caller_named(self, service: DedupService) -> None:
        service.ingest(Article(PIER, id="a", version="2"))
        done = service.ingest(Article(PLAY, id="a"))
        assert done.status == "created"
        assert done.version != "2"

    @pytest.mark.parametrize(
        ("article", "error"),
        [
            (Article(PIER), InvalidArticle),
            (Article(PIER, id=""), InvalidArticle),
            (Article("", id="a"), EmptyText),
            (Article(" \u200b\n\u3000", id="a"), EmptyText),
            (Article("... --- !!!", id="a"), EmptyText),
            (Article("a " * (MAX_CHARACTERS // 2 + 1), id="a"), TextTooLong),
        ],
        ids=["no id", "empty id", "empty", "blank", "no words", "too long"],
    )
    def test_what_can_not_be_stored_is_refused(
        self, service: DedupService, article: Article, error: type[InputError]
    ) -> None:
        with pytest.raises(error):
            service.ingest(article)
        assert service.health().sequence == 0


class TestIngestMany:
    def test_bad_articles_are_reported_in_their_place_and_stop_nothing(self, service: DedupService) -> None:
        articles = [
            Article(PIER, id="a", version="1"),
            Article("", id="empty"),
            Article(PLAY),
            Article(PLAY, id="a", version="1"),
            Article("a " * MAX_CHARACTERS, id="long"),
            Article(FROST, id="b"),
        ]
        found = [type(o).__name__ if isinstance(o, InputError) else o.id for o in service.ingest_many(articles)]
        assert found == ["a", "EmptyText", "InvalidArticle", "VersionConflict", "TextTooLong", "b"]
        assert service.health().articles == 2
        assert in_order(service)

    def test_many_come_back_in_order(self, service: DedupService) -> None:
        names = [f"a{number}" for number in range(70)]
        articles = (
            Article("" if n % 7 == 0 else f"{STORIES[n % 5][n % 3]} Paper {n}.", id=name)
            for n, name in enumerate(names)
        )
        outcomes = list(service.ingest_many(articles))
        assert len(outcomes) == 70
        assert all(isinstance(o, EmptyText) == (n % 7 == 0) for n, o in enumerate(outcomes))
        assert [o.id for o in outcomes if not isinstance(o, InputError)] == [
            name for n, name in enumerate(names) if n % 7
        ]

    def test_each_is_scored_against_those_before_it_in_the_same_batch(self, service: DedupService) -> None:
        outcomes = list(service.ingest_many([Article(PIER, id="a"), Article(PIER, id="b"), Article(PIER, id="a")]))
        assert [o.status for o in outcomes if not isinstance(o, InputError)] == ["created", "created", "unchanged"]
        second = outcomes[1]
        assert not isinstance(second, InputError)
        assert json.loads(second.verdict)["matches"][0]["article"]["id"] == "a"

    def test_only_two_batches_are_read_ahead(self, service: DedupService) -> None:
        taken = []

        def endless() -> Iterator[Article]:
            for number in range(10_000):
                taken.append(number)
                yield Article(f"{PIER} Paper {number}.", id=f"a{number}")

        outcomes = service.ingest_many(endless())
        for _ in range(33):
            next(outcomes)
        assert len(taken) <= 128  # the second is used, one may be encoded, and one be cut

    def test_what_is_given_up_half_way_is_stored_as_far_as_it_was_reported(self, service: DedupService) -> None:
        outcomes = service.ingest_many([Article(PIER, id="a"), Article(PLAY, id="b")])
        next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]
        assert service.article("a")
        assert in_order(service)
