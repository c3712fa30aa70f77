"""What the desk lists, on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import orjson
import pytest

from dedup.article import Article
from dedup.newsroom.listing import Narrowed
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.storage.listing import SqlListing
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.unit.detection.reports import SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dedup.newsroom.listing import Listed

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
PIER = (
    "The northern pier at Ottervik closed on Monday after divers found cracks in two of its piles.\n\n"
    "Ferries will sail from the coal quay until June, the harbour office said, and repairs cost four million crowns."
)
MARKET = "Shares of the brewery rose nine percent in Corvane on Tuesday after a quarter without a strike or a flood."


@pytest.fixture
def listing(store_url: str, tmp_path: Path) -> SqlListing:
    service = build_service(Settings(data_dir=tmp_path / "data", database_url=store_url), HashingEncoder())
    for hour, (name, text, source) in enumerate(
        [
            ("pier", PIER, "Wire"),
            ("market", MARKET, "Courier"),
            ("pier-courier", PIER, "Courier"),
            ("pier-post", PIER + "\n\nIt rained.", "Post"),
        ]
    ):
        at = NOON + timedelta(hours=hour)
        service.ingest(Article(text, id=name, title=f"About {name} 100 %", source=source, published_at=at))
    service.ingest(Article(PIER + "\n\nTwo were hurt.", id="pier", title="Pier, again", source="Wire"))
    service.close()
    return SqlListing(Database(store_url))


def ids(rows: Sequence[Listed]) -> list[str]:
    return [row.id for row in rows]


def test_the_newest_come_first_and_pages_join(listing: SqlListing) -> None:
    every = listing.page(Narrowed())
    assert ids(every) == ["pier", "pier-post", "pier-courier", "market", "pier"]
    paged: list[Listed] = []
    while page := listing.page(Narrowed(), before=paged[-1].key if paged else None, limit=2):
        paged += page
    assert paged == every
    assert listing.newest() == every[0].key


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        (Narrowed(relations=("identical",)), ["pier-courier"]),
        (Narrowed(relations=("near_copy", "identical", "update")), ["pier", "pier-post", "pier-courier"]),
        (Narrowed(source="Courier"), ["pier-courier", "market"]),
        (Narrowed(source="Courier", relations=("unrelated",)), ["market"]),
        (Narrowed(source="\x00"), []),
        (Narrowed(words="ABOUT PIER"), ["pier-post", "pier-courier", "pier"]),
        (Narrowed(words="100 %"), ["pier-post", "pier-courier", "market", "pier"]),
        (Narrowed(words="1%0"), []),
        (Narrowed(since=datetime.now(UTC) + timedelta(hours=1)), []),
        (Narrowed(published_since=NOON + timedelta(hours=1), published_until=NOON + timedelta(hours=2)), ["market"]),
        (Narrowed(review=True), ["pier-post"]),
        (Narrowed(done=True), []),
        (Narrowed(word="confirmed"), []),
        (Narrowed(assigned="Ada"), []),
        (Narrowed(credited=False), ["pier-post", "pier-courier"]),
        (Narrowed(credited=True), []),
    ],
)
def test_filters_go_together(listing: SqlListing, narrowed: Narrowed, found: list[str]) -> None:
    assert ids(listing.page(narrowed)) == found
    assert listing.came_in(narrowed, 0) == len(found)
    newest = listing.newest()
    assert listing.came_in(narrowed, newest) == 0
    assert listing.came_in(narrowed, newest - 1) == (found[:1] == ["pier"] and narrowed != Narrowed(words="ABOUT PIER"))


def test_what_is_counted_is_bounded(listing: SqlListing) -> None:
    assert listing.came_in(Narrowed(), 0, 3) == 3
    assert listing.came_in(Narrowed(relations=("identical", "near_copy", "update")), 0, 2) == 2


@pytest.mark.parametrize("asked", ["pier", "pier-courier", "pier-post"])
def test_a_family_is_the_same_whoever_asks(listing: SqlListing, asked: str) -> None:
    assert ids(listing.family(asked)) == ["pier", "pier-courier", "pier-post", "pier"]
    assert ids(listing.family("market")) == ["market"]
    assert len(listing.family(asked, 2)) == 2
    assert listing.family("nobody") == listing.family("\x00") == []


def test_sources_are_known_however_old_their_stories_are(listing: SqlListing, monkeypatch: pytest.MonkeyPatch) -> None:
    assert listing.sources() == ["Courier", "Post", "Wire"]
    monkeypatch.setattr("dedup.storage.listing.SOURCES", 2)
    assert listing.sources() == ["Courier", "Post"]


def test_numbers_say_what_each_choice_would_leave(listing: SqlListing) -> None:
    every = listing.facets(Narrowed())
    assert every.source == {"Wire": 2, "Courier": 2, "Post": 1}
    assert every.relation == {"unrelated": 2, "identical": 1, "near_copy": 1, "update": 1}
    assert (every.whole, every.done, every.word, every.assigned) == (True, {False: 5}, {"nobody": 5}, {None: 5})
    of_courier = listing.facets(Narrowed(source="Courier", relations=("identical",)))
    assert of_courier.source == {"Courier": 1}  # of those that are identical
    assert of_courier.relation == {"unrelated": 1, "identical": 1}  # of those from there
    assert listing.facets(Narrowed(words="market")).relation == {"unrelated": 1}


def test_the_page_before_a_page(listing: SqlListing) -> None:
    keys = [row.key for row in listing.page(Narrowed())]
    assert [row.key for row in listing.page(Narrowed(), after=keys[3], limit=2)] == keys[1:3]
    assert [row.key for row in listing.page(Narrowed(source="Wire"), after=keys[4], limit=2)] == keys[:1]
    first = listing.read(keys[0])
    assert first == listing.page(Narrowed(), limit=1)[0]
    assert listing.read(10**9) is None


def test_another_issue_of_a_report_is_no_family(store_url: str, tmp_path: Path) -> None:
    service = build_service(Settings(data_dir=tmp_path / "data", database_url=store_url), HashingEncoder())
    for name, text in zip(("tuesday", "friday"), SERIES["weather"], strict=True):
        service.ingest(Article(text, id=name, source="Wire"))
    service.close()
    listing = SqlListing(Database(store_url))
    assert ids(listing.page(Narrowed(relations=("series",)))) == ["friday"]
    assert ids(listing.family("tuesday")) == ["tuesday"]
    assert ids(listing.family("friday")) == ["friday"]


def test_a_closest_story_without_a_headline_is_called_by_its_first_line(store_url: str, tmp_path: Path) -> None:
    service = build_service(Settings(data_dir=tmp_path / "data", database_url=store_url), HashingEncoder())
    for name, title in (("quay", None), ("quay-courier", "Pier closed"), ("quay-post", "Pier closed again")):
        service.ingest(Article(PIER, id=name, title=title, source=name))
    listing = SqlListing(Database(store_url))
    rows = {row.id: row for row in listing.page(Narrowed())}
    lead = PIER.split("\n", maxsplit=1)[0]
    named = [(row.best_id, row.best_title, row.best_lead) for row in rows.values() if row.best_id]
    assert ("quay", None, lead) in named
    assert all((title is None) == (first == lead) for _, title, first in named)
    version = rows["quay"].version
    assert listing.leads([("quay", version), ("quay", "\x00"), ("quay-post", rows["quay-post"].version)]) == {
        ("quay", version): lead
    }
    assert listing.leads([]) == {}
    service.close()


def test_an_original_that_came_late_says_how_much_whoever_took_it_has_of_it(store_url: str, tmp_path: Path) -> None:
    service = build_service(Settings(data_dir=tmp_path / "data", database_url=store_url), HashingEncoder())
    longer = f"{PIER}\n\n{MARKET} {MARKET.replace('Corvane', 'Lund')}"
    taker = Article(longer, id="post", title="Pier, and shares", source="Post", published_at=NOON + timedelta(hours=3))
    service.ingest(taker)
    own = "Nobody was hurt, the mayor said, but two of the harbour's oldest boats went down before dawn on Sunday."
    service.ingest(Article(f"{PIER}\n\n{own}", id="pier", title="Pier", source="Wire", published_at=NOON))
    listing = SqlListing(Database(store_url))
    pier, post = listing.page(Narrowed())
    assert (pier.direction, post.direction) == ("match_from_query", "query_from_match")
    assert 0 < post.taken < 1
    assert 0 < pier.taken < 1  # of its own words, which is another share
    assert (pier.best_taken, post.best_taken) == (post.taken, None)
    named = ("post", post.version)
    assert listing.taken_from("pier", pier.version, [named, ("post", "\x00"), ("nobody", "1")]) == {named: post.taken}
    assert listing.taken_from("post", post.version, [("pier", pier.version)]) == {}
    alone = orjson.loads(service.matches("pier"))["matches"][0]["containment"]["of_query"]
    assert pier.taken == alone
    service.remove("post")
    (left,) = listing.page(Narrowed())
    assert (left.taken, left.best_taken) == (alone, None)
    service.close()
