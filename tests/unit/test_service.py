from __future__ import annotations

import gc
import json
import shutil
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from dedup.article import MAX_CHARACTERS, Article
from dedup.detection.encoding import verdict_json
from dedup.detection.verdict import Direction, Relation
from dedup.errors import (
    ArticleNotFound,
    EmptyText,
    InputError,
    InvalidArticle,
    ModelMismatch,
    TextTooLong,
    VersionConflict,
)
from dedup.settings import Settings
from dedup.storing import Ingested
from dedup.wiring import SNAPSHOT, build_service
from tests.fakes import HashingEncoder
from tests.unit.detection.sides import STORIES, shuffled, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from dedup.ports.models import Encoder
    from dedup.service import DedupService

    Open = Callable[..., DedupService]

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PIER, PLAY, FROST, TRAM, COMET = (text(*story) for story in STORIES)
MODEL = HashingEncoder()
OTHER_MODEL = HashingEncoder(seed=2)


@pytest.fixture
def data(tmp_path: Path, store_url: str) -> Settings:
    """A migrated, empty store of each kind, and a folder for the snapshot."""
    return Settings(data_dir=tmp_path / "data", database_url=store_url)


@pytest.fixture
def start(data: Settings) -> Iterator[Open]:
    """Opens services on that store; they are closed at the end."""
    opened = []

    def open_one(encoder: Encoder = MODEL, *, rebuilding: bool = False, settings: Settings = data) -> DedupService:
        opened.append(build_service(settings, encoder, rebuilding=rebuilding))
        return opened[-1]

    yield open_one
    for service in opened:
        service.close()


@pytest.fixture
def service(start: Open) -> DedupService:
    return start()


def matched(service: DedupService, article: Article | str, **restrictions: Any) -> dict[str | None, Relation]:  # noqa: ANN401 - window_days, sources, limit
    """The relation to each match."""
    query = Article(article) if isinstance(article, str) else article
    return {match.article.id: match.relation for match in service.score(query, **restrictions).matches}


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


def in_order(service: DedupService) -> bool:
    return service.health().in_step and all(finding.ok for finding in service.diagnose())


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

    def test_only_a_batch_is_read_ahead(self, service: DedupService) -> None:
        taken = []

        def endless() -> Iterator[Article]:
            for number in range(10_000):
                taken.append(number)
                yield Article(f"{PIER} Paper {number}.", id=f"a{number}")

        next(service.ingest_many(endless()))
        assert len(taken) <= 64

    def test_what_is_given_up_half_way_is_stored_as_far_as_it_was_reported(self, service: DedupService) -> None:
        outcomes = service.ingest_many([Article(PIER, id="a"), Article(PLAY, id="b")])
        next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]
        assert service.article("a")
        assert in_order(service)


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


class TestTwoServices:
    def test_the_second_one_sees_what_the_first_one_did(self, start: Open) -> None:
        first, second = start(), start()
        first.ingest(Article(PIER, id="a"))
        assert matched(second, PIER) == {"a": Relation.IDENTICAL}
        second.ingest(Article(PLAY, id="b"))
        assert matched(first, PLAY) == {"b": Relation.IDENTICAL}
        first.remove("a")
        assert matched(second, PIER) == {}
        for one in (first, second):
            one.catch_up()
            assert in_order(one)

    def test_the_same_article_through_both_is_stored_once(self, start: Open) -> None:
        first, second = start(), start()
        assert first.ingest(Article(PIER, id="a")).status == "created"
        assert second.ingest(Article(PIER, id="a")).status == "unchanged"
        assert first.health().articles == 1

    def test_both_at_once(self, start: Open) -> None:
        services = [start(), start()]
        failures: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for n in range(12):
                    services[number].ingest(
                        Article(f"{STORIES[n % 5][0]} Desk {number}, take {n}.", id=f"{number}-{n}")
                    )
            except BaseException as error:  # noqa: BLE001 - shown below
                failures.append(error)

        run_threads([lambda number=number: work(number) for number in range(2)])  # type: ignore[misc]
        assert failures == []
        for service in services:
            service.catch_up()
            assert service.health().articles == 24
            assert in_order(service)


class TestRestart:
    def test_a_start_takes_in_what_the_snapshot_has_not(self, start: Open, data: Settings) -> None:
        first = start()
        first.ingest(Article(PIER, id="a"))
        first.ingest(Article(FROST, id="gone"))
        first.close()
        assert (data.data_dir / SNAPSHOT).exists()
        first.ingest(Article(PLAY, id="b"))
        first.remove("gone")
        second = start()
        assert in_order(second)
        assert matched(second, PIER).keys() == {"a"}
        assert matched(second, shuffled_text(PLAY)).keys() == {"b"}
        assert matched(second, FROST) == {}

    @pytest.mark.parametrize("damage", ["missing", "torn", "flipped", "empty", "rubbish"])
    def test_a_damaged_snapshot_is_made_good(self, start: Open, data: Settings, damage: str) -> None:
        first = start()
        for name, content in (("a", PIER), ("b", PLAY), ("c", FROST)):
            first.ingest(Article(content, id=name))
        first.close()
        snapshot = data.data_dir / SNAPSHOT
        whole = snapshot.read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) * 2 // 3] ^= 0x10
        broken = {"torn": whole[: len(whole) // 2], "flipped": bytes(flipped), "empty": b"", "rubbish": b"x" * 5000}
        if damage == "missing":
            snapshot.unlink()
        else:
            snapshot.write_bytes(broken[damage])
        second = start()
        assert in_order(second)
        assert matched(second, shuffled_text(PLAY)).keys() == {"b"}

    @pytest.mark.parametrize("articles", [1, 6], ids=["shorter history", "longer history"])
    def test_a_snapshot_of_another_store_is_thrown_away(
        self, start: Open, data: Settings, tmp_path: Path, articles: int
    ) -> None:
        elsewhere = Settings(data_dir=tmp_path / "elsewhere")
        other = start(settings=elsewhere)
        for name, content in (("x", PIER), ("y", PLAY), ("z", FROST)):
            other.ingest(Article(content, id=name))
        other.close()
        service = start()
        for number in range(articles):
            service.ingest(Article(f"{TRAM}\n\n{COMET} Paper number {number}.", id=f"a{number}"))
        service.close()
        shutil.copy(elsewhere.data_dir / SNAPSHOT, data.data_dir / SNAPSHOT)
        again = start()
        assert in_order(again)
        found = again.score(Article(TRAM)).matches
        assert len(found) == min(articles, 10)
        assert all("semantic" in match.proposed_by for match in found)
        assert matched(again, shuffled_text(PIER)) == {}


def shuffled_text(content: str) -> str:
    """In other words, so that only the semantic index proposes it."""
    return text(*(shuffled(paragraph, seed=3) for paragraph in content.split("\n\n")))


class TestAnotherModel:
    @pytest.fixture
    def filled(self, start: Open) -> DedupService:
        service = start()
        for name, content in (("a", PIER), ("b", PLAY), ("c", FROST)):
            service.ingest(Article(content, id=name))
        service.close()
        return service

    @pytest.mark.usefixtures("filled")
    @pytest.mark.parametrize("encoder", [OTHER_MODEL, HashingEncoder(dimension=32)], ids=["weights", "dimension"])
    def test_it_is_refused_until_rebuilt(self, start: Open, encoder: HashingEncoder) -> None:
        with pytest.raises(ModelMismatch, match="dedup reindex"):
            start(encoder)
        progress: list[tuple[int, int]] = []
        start(encoder, rebuilding=True).rebuild(lambda done, total: progress.append((done, total)))
        assert progress[-1] == (3, 3)
        service = start(encoder)
        assert in_order(service)
        assert matched(service, PIER) == {"a": Relation.IDENTICAL}
        assert matched(service, shuffled_text(PLAY)).keys() == {"b"}
        with pytest.raises(ModelMismatch):
            start()

    @pytest.mark.usefixtures("filled")
    def test_the_service_that_rebuilt_goes_on(self, start: Open) -> None:
        service = start(OTHER_MODEL, rebuilding=True)
        service.rebuild(lambda _done, _total: None)
        service.ingest(Article(TRAM, id="d"))
        assert matched(service, PIER).keys() == {"a"}
        assert matched(service, TRAM).keys() == {"d"}
        assert in_order(service)

    @pytest.mark.usefixtures("filled")
    @pytest.mark.parametrize("encoder", [MODEL, OTHER_MODEL], ids=["same model", "another model"])
    def test_an_interrupted_rebuild_is_refused_until_rebuilt(self, start: Open, encoder: HashingEncoder) -> None:
        class Stopped(Exception):
            pass

        def stop(_done: int, _total: int) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            start(encoder, rebuilding=True).rebuild(stop)
        for model in (MODEL, OTHER_MODEL):
            with pytest.raises(ModelMismatch, match="dedup reindex"):
                start(model)
        start(encoder, rebuilding=True).rebuild(lambda _done, _total: None)
        service = start(encoder)
        assert in_order(service)
        assert matched(service, shuffled_text(PIER)).keys() == {"a"}

    @pytest.mark.usefixtures("filled")
    def test_a_rebuild_interrupted_with_one_model_can_be_done_with_another(self, start: Open) -> None:
        def stop(_done: int, _total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            start(OTHER_MODEL, rebuilding=True).rebuild(stop)
        start(MODEL, rebuilding=True).rebuild(lambda _done, _total: None)
        service = start(MODEL)
        assert in_order(service)
        assert matched(service, shuffled_text(PIER)).keys() == {"a"}

    @pytest.mark.usefixtures("filled")
    def test_rebuilding_with_the_same_model_changes_no_answer(self, start: Open) -> None:
        before = start().score(Article(PIER + " " + PLAY))
        start(rebuilding=True).rebuild(lambda _done, _total: None)
        after = start().score(Article(PIER + " " + PLAY))
        assert after == before

    def test_an_empty_store_is_rebuilt_too(self, start: Open) -> None:
        start(rebuilding=True).rebuild(lambda _done, _total: None)
        assert in_order(start())


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


def run_threads(jobs: Sequence[Callable[[], object]]) -> None:
    """Run all at once, and raise what one of them raises."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        for running in [pool.submit(job) for job in jobs]:
            running.result()
