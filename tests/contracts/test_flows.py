"""Who takes from whom, on every database: figures that are those of the list, and follow what editors say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.newsroom.flows import afterlife_of, midnight, read_flows
from dedup.newsroom.listing import Narrowed, TakingsOnly
from dedup.newsroom.takings import TAKEN, Way
from dedup.newsroom.triage import Triage
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.storage.flows import SqlTakings
from dedup.storage.listing import SqlListing
from dedup.storage.schema import downgrade, upgrade
from dedup.storage.triage import SqlTriage
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.newsroom.flows import Flows
    from dedup.service import DedupService

NOON = datetime(2031, 3, 3, 12, 0, 10, tzinfo=UTC)
DAY = NOON.date()
PIER = (
    "The northern pier at Ottervik closed on Monday after divers found cracks in two of its piles.\n\n"
    "Ferries will sail from the coal quay until June, the harbour office said, and repairs cost four million crowns."
)
MARKET = (
    "Shares of the brewery rose nine percent in Corvane on Tuesday after a quarter without a strike or a flood.\n\n"
    "The firm will open a second bottling hall in Fennick Street next spring, its director told the works council."
)


class Desk:
    """Two stories of the wire, and what others made of them."""

    def __init__(self, service: DedupService, database: Database) -> None:
        self.service, self.listing, self.takings = service, SqlListing(database), SqlTakings(database)
        self.triage = Triage(service.store, self.listing, SqlTriage(database))
        self.put("pier", PIER, "Wire", 0)
        self.put("market", MARKET, "Wire", 1)
        self.put("post-pier", PIER, "Post", 30)
        self.put("post-market", f"{MARKET}\n\nWire reported.", "Post", 21)
        self.put("web-pier", f"{PIER}\n\nIt rained.", "Web", 60 * 24)
        self.put("again", PIER, "WIRE ", 90)  # the house's own
        self.put("nobody", PIER, None, 95)  # from nobody knows where
        self.put("whenever", MARKET, "Rival", None)  # nobody knows when

    def put(self, name: str, text: str, source: str | None, minutes: int | None) -> None:
        at = None if minutes is None else NOON + timedelta(minutes=minutes)
        self.service.ingest(Article(text, id=name, title=f"About {name}", source=source, published_at=at))

    def flows(self, first: date = DAY, last: date = DAY + timedelta(days=1), most: int = 100) -> Flows:
        return read_flows(self.takings, first, last, most)

    def listed(self, flows: Flows, **more: object) -> list[str]:
        since, until = midnight(flows.first), midnight(flows.last + timedelta(days=1))
        only = TakingsOnly(since, until, **more)  # type: ignore[arg-type]
        return [row.id for row in self.listing.page(Narrowed(relations=TAKEN, taking=only))]

    def key(self, name: str) -> int:
        return self.service.article(name).key


@pytest.fixture
def desk(store_url: str, tmp_path: Path) -> Iterator[Desk]:
    service = build_service(Settings(data_dir=tmp_path / "data", database_url=store_url), HashingEncoder())
    database = Database(store_url)
    yield Desk(service, database)
    database.dispose()
    service.close()


def test_pairs_with_delay_and_credit_and_the_rest_apart(desk: Desk) -> None:
    flows = desk.flows()
    assert list(flows.pairs) == [("Wire", "Post"), ("Wire", "Web")]
    post = flows.pairs["Wire", "Post"]
    assert (post.copies, post.rewrites, post.delay) == (2, 0, (30 + 20) / 2 * 60)
    assert (post.credited, post.uncredited, post.credit_rate) == (1, 1, 0.5)
    assert flows.pairs["Wire", "Web"].delays == [24 * 60 * 60]
    assert flows.total.count == 3
    assert flows.apart[Way.UNNAMED] == 1
    # What stands of a story that comes again within its house is an update, which nobody took.
    assert desk.listed(flows, way=Way.UNNAMED) == ["nobody"]
    assert "again" not in desk.listed(flows, way=Way.TAKEN)


def test_what_has_no_time_is_counted_when_it_came_in(desk: Desk) -> None:
    today = desk.service.article("whenever").stored_at.date()
    flows = desk.flows(today, today)
    assert (flows.total.count, dict(flows.apart)) == (0, {Way.UNKNOWN: 1})
    assert desk.listed(flows, way=Way.UNKNOWN) == ["whenever"]
    desk.service.remove("whenever")
    assert desk.takings.newest() == NOON + timedelta(days=1)
    assert NOON < (desk.takings.newest(NOON + timedelta(days=1)) or NOON) < NOON + timedelta(days=1)
    assert desk.takings.newest(NOON - timedelta(days=9)) is None


def test_every_figure_is_that_of_the_list(desk: Desk) -> None:
    flows = desk.flows()
    assert flows.total.count == len(desk.listed(flows))
    for (origin, taker), tally in flows.pairs.items():
        assert tally.count == len(desk.listed(flows, origins=(origin,), takers=(taker,)))
    assert {hour: tally.count for hour, tally in flows.hours.items()} == {12: 3}
    assert len(desk.listed(flows, hour=12)) == 3
    assert desk.listed(flows, hour=13) == []
    assert {day: tally.count for day, tally in flows.days.items()} == {DAY: 2, DAY + timedelta(days=1): 1}
    for day, tally in flows.days.items():
        assert tally.count == len(desk.listed(desk.flows(day, day)))
    for way, count in flows.apart.items():
        assert count == len(desk.listed(flows, way=Way(way)))
    assert desk.listed(flows, takers=("\x00",)) == desk.listed(flows, origin_id="\x00") == []


def test_what_became_of_the_stories_of_a_house(desk: Desk) -> None:
    flows = desk.flows()
    life = afterlife_of(flows, ["wire"])
    assert (life.sources, life.total.count) == (("Wire",), 3)
    assert {taker: tally.count for taker, tally in life.takers.items()} == {"Post": 2, "Web": 1}
    assert {story: tally.delays for story, tally in life.stories.items()} == {"pier": [1800, 86400], "market": [1200]}
    assert life.takers_of["pier"] == {"Post": 1, "Web": 1}
    for story, tally in life.stories.items():
        assert tally.count == len(desk.listed(flows, origins=life.sources, origin_id=story))
    assert afterlife_of(flows, ["Post"]).total.count == 0
    found = desk.takings.headlines([*life.stories, "gone", "\x00"])
    assert {name: (one.title, one.source) for name, one in found.items()} == {
        "pier": ("About pier", "Wire"),
        "market": ("About market", "Wire"),
    }


def test_an_original_that_comes_in_late_was_taken_from(desk: Desk) -> None:
    desk.put("first", f"{PIER}\n\nIt was the third pier of the year.", "Agency", -45)
    flows = desk.flows()
    (taker,) = (taker for origin, taker in flows.pairs if origin == "Agency")
    assert flows.pairs["Agency", taker].delays[0] >= 45 * 60
    assert desk.listed(flows, origins=("Agency",), takers=(taker,)) == ["first"]
    assert afterlife_of(flows, ["Agency"]).stories.keys() == {"first"}


def test_an_editor_s_word_stands_here_too(desk: Desk) -> None:
    desk.triage.say([desk.key("post-market")], "rewrite", "Ada")
    batch = desk.triage.say([desk.key("post-pier")], "unrelated", "Ada")
    assert batch is not None
    tally = desk.flows().pairs["Wire", "Post"]
    assert (tally.copies, tally.rewrites) == (0, 1)
    assert desk.listed(desk.flows(), takers=("Post",)) == ["post-market"]
    desk.triage.undo(batch.number, "Ada")
    tally = desk.flows().pairs["Wire", "Post"]
    assert (tally.copies, tally.rewrites) == (1, 1)


def test_what_is_too_much_is_cut_to_whole_days(desk: Desk) -> None:
    desk.put("third", PIER, "Third", 60 * 24 * 2)
    flows = desk.flows(DAY, DAY + timedelta(days=5), most=2)
    assert (flows.cut, flows.whole, flows.first) == (True, True, DAY + timedelta(days=1))
    assert flows.total.count == len(desk.listed(flows)) == 2
    one_day = desk.flows(DAY, DAY, most=1)
    assert (one_day.cut, one_day.whole, one_day.first) == (True, False, DAY)


def test_a_removed_article_is_not_counted(desk: Desk) -> None:
    desk.service.remove("post-pier")
    assert desk.flows().pairs["Wire", "Post"].count == 1
    assert read_flows(desk.takings, date.min, date.max).total.count == 2


def test_what_was_stored_before_is_taken_in_by_the_migration(desk: Desk, store_url: str) -> None:
    desk.put("first", f"{PIER}\n\nIt was the third pier of the year.", "Agency", -45)
    before = read_flows(desk.takings, date.min, date.max)
    downgrade(store_url, "0011")
    upgrade(store_url)
    assert read_flows(desk.takings, date.min, date.max) == before
