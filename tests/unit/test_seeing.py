"""What is derived from an article is made of what all its readers see; what is hidden takes nobody's place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import orjson
import pytest

from dedup.access.callers import Caller
from dedup.access.desks import Sight, checked_desks, readers_of
from dedup.article import Article
from dedup.errors import InvalidAccess
from dedup.index.exact import ExactSemanticIndex
from dedup.nearest import nearest_seen
from dedup.newsroom.sweeping import Sweep
from dedup.ports.indexes import EVERYWHERE, Bounds, Place, item_key
from dedup.ports.records import Owed
from dedup.seeing import SeenService
from dedup.settings import Settings
from dedup.wiring import access_of, build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.access.desks import Sources
    from dedup.detection.verdict import Verdict
    from dedup.preparation import Prepared
    from dedup.proposal import Search
    from dedup.service import DedupService

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
TOLD = (
    "The harbour office of Kelmsand closed its eastern gate on Monday after divers found a crack in the wall. "
    "Ferries to the outer islands will leave from the western pier until the repair is finished in June."
)
TESTER = Caller("command", "tester", frozenset())
CITY, SPORT = Sight(frozenset({"city"})), Sight(frozenset({"sport"}))


@pytest.fixture
def service(tmp_path: Path, store_url: str) -> Iterator[DedupService]:
    settings = Settings(data_dir=tmp_path / "data", database_url=store_url)
    opened = build_service(settings, HashingEncoder())
    yield opened
    opened.close()


@pytest.fixture
def sources(service: DedupService) -> Sources:
    return access_of(Settings(), service).sources


def article(name: str, source: str, hours: int = 0, told: str = TOLD, evolved_from: str | None = None) -> Article:
    at = NOON + timedelta(hours=hours)
    return Article(told, id=name, source=source, published_at=at, evolved_from=evolved_from)


def matched(verdict: bytes) -> list[str]:
    return [match["article"]["id"] for match in orjson.loads(verdict)["matches"]]


def test_a_verdict_is_made_of_what_all_see_who_may_read_it(service: DedupService, sources: Sources) -> None:
    for source, desks in (("Of city", ["city"]), ("Of both", ["city", "sport"]), ("Of sport", ["sport"])):
        sources.make_private(source, frozenset(desks), TESTER, "here")
    for hour, source in enumerate(("Public", "Of city", "Of sport", "Of both")):
        service.ingest(article(source, source, hour))
    found = {
        source: set(matched(service.ingest(article(f"{source} copy", source, 9)).verdict)) - {"Public copy"}
        for source in ("Public", "Of city", "Of sport", "Of both")
    }
    assert found == {
        "Public": {"Public"},
        "Of city": {"Public", "Of city", "Of both"},  # every reader of the one reads the others
        "Of sport": {"Public", "Of sport", "Of both"},
        "Of both": {"Public", "Of both"},
    }


def test_no_private_chain_is_in_the_story_of_a_public_article(service: DedupService, sources: Sources) -> None:
    sources.make_private("Courier", frozenset({"city"}), TESTER, "here")
    service.ingest(article("root", "Courier"))
    service.ingest(article("update", "Courier", 1, TOLD + " The gate is forty years old.", evolved_from="root"))
    public = article("public", "Harbour Post", 2, TOLD + " Nobody was hurt at the gate.", evolved_from="update")
    service.ingest(public)
    assert service.article("update").story == "root"
    assert service.article("public").story == "update"  # as its own sender says, and no more
    # What comes late and is private makes nothing of what others see part of another story.
    service.ingest(article("early", "Harbour Post", 3, TOLD + " Divers will be back.", evolved_from="late"))
    service.ingest(article("late", "Courier", 3, TOLD + " Divers left.", evolved_from="root"))
    assert service.article("early").story == "late"
    assert service.article("late").story == "root"


def test_what_is_hidden_displaces_nothing(service: DedupService, sources: Sources) -> None:
    sources.make_private("Courier", frozenset({"city"}), TESTER, "here")
    seen = SeenService(service, SPORT)
    service.ingest(article("public", "Post", 0, TOLD + " A crane fell over, and its driver was brought to hospital."))
    before = seen.score(Article(TOLD))
    for number in range(60):
        service.ingest(article(f"hidden {number}", "Courier", 1, f"{TOLD} {number}"))
    after = seen.score(Article(TOLD))
    assert [match.article.id for match in before.matches] == ["public"]
    assert after == before
    prepared = service._preparer.prepare([Article(TOLD)])[0]
    (row,) = nearest_seen(service._proposer._semantic, seen.store, prepared.passages, 2)
    assert [key for key, _ in row] == [1]
    assert {match.article.source for match in SeenService(service, CITY).score(Article(TOLD)).matches} == {"Courier"}


def private_after_the_first_verdict(
    service: DedupService, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> list[list[str]]:
    """Have the Courier become private once a verdict is made and not yet stored; what each verdict matches."""
    judge = service._scorer.score
    judged: list[list[str]] = []

    def score(prepared: Prepared, search: Search, story: str | None = None, *, by_meaning: bool = True) -> Verdict:
        verdict = judge(prepared, search, story, by_meaning=by_meaning)
        if not judged:
            sources.make_private("Courier", frozenset({"city"}), TESTER, "here")
        if search.sources is None:  # else those are looked for that are to be judged again
            judged.append([str(match.article.id) for match in verdict.matches])
        return verdict

    monkeypatch.setattr(service._scorer, "score", score)
    return judged


def test_a_source_that_becomes_private_while_an_article_is_judged_is_not_in_its_verdict(
    service: DedupService, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.ingest(article("first", "Courier"))
    judged = private_after_the_first_verdict(service, sources, monkeypatch)
    stored = service.ingest(article("second", "Post", 1))
    assert judged == [["first"]]  # thrown away
    assert matched(stored.verdict) == []
    assert matched(service.matches("second")) == []
    assert matched(SeenService(service, CITY).matches("second")) == ["first"]
    assert matched(SeenService(service, SPORT).matches("second")) == []


def test_one_that_came_before_its_source_is_judged_again_by_what_its_own_readers_see(
    service: DedupService, sources: Sources
) -> None:
    sources.make_private("Courier", frozenset({"city"}), TESTER, "here")
    sources.make_private("Herald", frozenset({"city"}), TESTER, "here")
    sources.make_private("Ball", frozenset({"sport"}), TESTER, "here")
    service.ingest(article("public", "Post", 5))
    service.ingest(article("of city", "Courier", 4))
    service.ingest(article("of sport", "Ball", 3))
    assert matched(service.matches("public")) == []
    assert matched(service.matches("of city")) == ["public"]
    service.ingest(article("first of city", "Herald", 1))
    assert matched(service.matches("public")) == []  # nothing that its readers may not see
    assert set(matched(service.matches("of city"))) == {"public", "first of city"}
    assert matched(service.matches("of sport")) == ["public"]
    service.ingest(article("first", "Wire"))  # nothing of what it may not name is in its own verdict
    assert matched(service.matches("first")) == ["public"]
    assert set(matched(service.matches("public"))) == {"first"}
    assert "first" in matched(service.matches("of sport"))
    assert not {"of city", "first of city"} & set(matched(service.matches("of sport")))


def test_a_verdict_that_is_owed_is_not_made_of_what_became_private_meanwhile(
    service: DedupService, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, source, hour in (("first", "Courier", 0), ("second", "Post", 1)):
        service.ingest(article(name, source, hour))
    key = service.article("second").key
    with service.store.transaction():
        service.store.owe(Owed(key))
    judged = private_after_the_first_verdict(service, sources, monkeypatch)
    assert Sweep(service, lambda: datetime.now(UTC) + timedelta(hours=1)).once() == 1
    assert judged == [["first"]]  # thrown away
    assert matched(service.matches("second")) == []
    assert service.store.owed_to(key) is None


def test_what_is_hidden_displaces_nothing_within_bounds(service: DedupService, sources: Sources) -> None:
    sources.make_private("Courier", frozenset({"city"}), TESTER, "here")
    seen = SeenService(service, SPORT)
    index, vector = ExactSemanticIndex(2), np.array([[1.0, 0.0]], dtype=np.float32)
    for number in range(40):
        public = number in {3, 35}
        key = service.ingest(article(f"{number}", "Post" if public else "Courier", number)).id
        stored = service.article(key)
        near = np.array([[1.0, number / 100]], dtype=np.float32)
        place = Place(NOON + timedelta(hours=number), stored.article.source)
        index.add(np.array([item_key(stored.key, 0)]), near / np.linalg.norm(near), [place])
    keys = {number: service.article(str(number)).key for number in (3, 35)}
    since = NOON + timedelta(hours=10)
    for within, expected in (
        (EVERYWHERE, [keys[3]]),
        (Bounds(since=since), [keys[35]]),
        (Bounds(since=since, before=item_key(keys[35], 0)), []),
        (Bounds(sources=("Post",)), [keys[3]]),
    ):
        (row,) = nearest_seen(index, seen.store, vector, 1, within)
        assert [key for key, _ in row] == expected, within


def test_an_engine_that_is_away_is_told_to_everybody(
    service: DedupService, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources.make_private("Courier", frozenset({"city"}), TESTER, "here")
    service.ingest(article("public", "Post"))
    service.ingest(article("hidden", "Courier", 1))
    monkeypatch.setattr(service._upkeep, "catch_up", lambda: False)
    found = SeenService(service, SPORT).score(Article(TOLD))
    assert [match.article.id for match in found.matches] == ["public"]
    assert any("vector engine away" in told for told in found.searched.degraded)


def test_readers() -> None:
    private = {"a": frozenset({"x"}), "ab": frozenset({"x", "y"})}
    assert readers_of("public", private).sees(frozenset())
    assert not readers_of("public", private).sees(frozenset({"x"}))
    assert not readers_of(None, private).sees(frozenset({"x"}))
    assert readers_of("a", private).sees(private["ab"])
    assert not readers_of("ab", private).sees(private["a"])
    assert checked_desks(["city", "Straße.1"]) == {"city", "Straße.1"}
    for wrong in ("", "a b", "a'b", "a\n", "*", "-a", "x" * 65):
        with pytest.raises(InvalidAccess):
            checked_desks([wrong])
