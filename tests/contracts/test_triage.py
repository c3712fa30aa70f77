"""What editors did, on every database: it stands at once, and is undone as easily."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.newsroom.listing import Narrowed
from dedup.newsroom.triage import DONE, Triage, What
from dedup.newsroom.views import View
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.storage.feedback import SqlFeedback
from dedup.storage.listing import SqlListing
from dedup.storage.triage import SqlTriage
from dedup.storage.views import SqlViews
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.newsroom.listing import Listed
    from dedup.service import DedupService

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
PIER = (
    "The northern pier at Ottervik closed on Monday after divers found cracks in two of its piles.\n\n"
    "Ferries will sail from the coal quay until June, the harbour office said, and repairs cost four million crowns."
)


class Desk:
    """Three stories, two of them copies of the first, and all that editors use."""

    def __init__(self, service: DedupService, database: Database) -> None:
        self.service = service
        self.listing, self.feedback = SqlListing(database), SqlFeedback(database)
        self.triage = Triage(service.store, self.listing, SqlTriage(database))
        for hour, name in enumerate(("wire", "post", "web")):
            at = NOON + timedelta(hours=hour)
            service.ingest(Article(PIER, id=name, source=name.title(), published_at=at))
        self.wire, self.post, self.web = (self.service.article(name).key for name in ("wire", "post", "web"))

    def row(self, key: int) -> Listed:
        row = self.listing.read(key)
        assert row is not None
        return row


@pytest.fixture
def desk(store_url: str, tmp_path: Path) -> Iterator[Desk]:
    service = build_service(Settings(data_dir=tmp_path / "data", database_url=store_url), HashingEncoder())
    database = Database(store_url)
    yield Desk(service, database)
    database.dispose()
    service.close()


def test_a_word_stands_until_it_is_taken_back(desk: Desk) -> None:
    assert desk.row(desk.post).word == "nobody"
    batch = desk.triage.say([desk.post, desk.web], "unrelated", "Ada")
    assert batch is not None
    assert (batch.what, batch.value, batch.by, batch.ids) == (What.SAID, "unrelated", "Ada", ("post", "web"))
    row = desk.row(desk.post)
    assert (row.relation, row.machine, row.word, row.said_by) == ("unrelated", "identical", "corrected", "Ada")
    assert desk.listing.page(Narrowed(relations=("identical",))) == []
    assert [one.id for one in desk.listing.family("wire")] == ["wire"]  # the time line knows it too
    assert desk.feedback.of("post", "wire")[-1].machine["relation"] == "identical"
    undone = desk.triage.undo(batch.number, "Bo")
    assert undone is not None
    assert desk.row(desk.post).word == "nobody"
    assert [one.id for one in desk.listing.family("wire")] == ["wire", "post", "web"]
    assert list(desk.feedback.latest()) == []


def test_a_word_is_confirmed_and_review_is_over(desk: Desk) -> None:
    batch = desk.triage.say([desk.post], None, "Ada")
    assert batch is not None
    row = desk.row(desk.post)
    assert (row.word, row.relation, row.needs_review) == ("confirmed", "identical", False)
    assert desk.listing.facets(Narrowed()).word == {"nobody": 2, "confirmed": 1}
    assert [one.key for one in desk.listing.page(Narrowed(word="confirmed"))] == [desk.post]


def test_who_spoke_before_is_named_again(desk: Desk) -> None:
    desk.triage.say([desk.post], "update", "Bo")
    batch = desk.triage.say([desk.post], "unrelated", "Ada")
    assert batch is not None
    desk.triage.undo(batch.number, "Ada")
    row = desk.row(desk.post)
    assert (row.relation, row.said_by) == ("update", "Bo")


def test_another_match_is_another_pair(desk: Desk) -> None:
    other = desk.service.store.verdict(desk.web)
    assert other is not None
    best = desk.row(desk.web).best_id
    pair = next(name for name in ("wire", "post") if name != best)
    desk.triage.say([desk.web], "update", "Ada", (pair, "1"))
    assert desk.row(desk.web).word == "nobody"
    assert desk.feedback.standing("web", "1")[pair, "1"].relation == "update"
    assert desk.triage.say([desk.wire], "update", "Ada") is None  # nothing was like it
    assert desk.triage.say([desk.web], "update", "Ada", ("nobody", "1")) is None


@pytest.mark.parametrize(
    ("what", "value", "read"),
    [
        (What.ASSIGNED, "Bo", lambda row: row.assigned),
        (What.NOTED, "Ask the harbour", lambda row: row.note),
        (What.DONE, DONE, lambda row: DONE if row.done else None),
    ],
)
def test_what_is_set_is_undone(desk: Desk, what: What, value: str, read: object) -> None:
    assert callable(read)
    batch = desk.triage.set([desk.post, desk.web, 10**9], what, value, "Ada")
    assert batch is not None
    assert batch.keys == (desk.post, desk.web)
    assert read(desk.row(desk.post)) == value
    desk.triage.set([desk.web], what, None, "Bo")
    undone = desk.triage.undo(batch.number, "Ada")
    assert undone is not None
    assert undone.keys == (desk.post,)  # the other one was changed again since
    assert read(desk.row(desk.post)) is None
    again = desk.triage.undo(undone.number, "Ada")
    assert again is not None
    assert read(desk.row(desk.post)) == value


@pytest.mark.parametrize("what", [What.SAID, What.NOTED, What.DONE])
def test_what_a_colleague_did_since_is_not_taken_back_though_it_be_the_same(desk: Desk, what: What) -> None:
    def do(by: str) -> int:
        batch = desk.triage.say([desk.post], None, by) if what is What.SAID else None
        batch = batch or desk.triage.set([desk.post], what, DONE, by)
        assert batch is not None
        return batch.number

    ada, bob = do("Ada"), do("Bob")
    assert desk.triage.undo(ada, "Ada") is None
    row = desk.row(desk.post)
    assert {What.SAID: row.said_by, What.NOTED: row.noted_by, What.DONE: row.done_by}[what] == "Bob"
    assert desk.triage.undo(bob, "Bob") is not None
    row = desk.row(desk.post)
    assert {What.SAID: row.said_by, What.NOTED: row.noted_by, What.DONE: row.done_by}[what] == "Ada"


def test_a_word_that_was_taken_back_is_put_back_by_undoing_that(desk: Desk) -> None:
    said = desk.triage.say([desk.post], "update", "Ada")
    assert said is not None
    assert said.match == ("wire", "Wire")
    undone = desk.triage.undo(said.number, "Bob")
    assert undone is not None
    again = desk.triage.undo(undone.number, "Bob")
    assert again is not None
    row = desk.row(desk.post)
    assert (row.relation, row.said_by) == ("update", "Ada")
    assert desk.triage.undo(said.number, "Ada") is None  # what it did was taken back, and said anew


def test_done_stories_leave_the_queue_and_come_back_as_something_else(desk: Desk) -> None:
    desk.triage.set([desk.post], What.DONE, DONE, "Ada")
    assert [row.key for row in desk.listing.page(Narrowed(done=False))] == [desk.web, desk.wire]
    assert desk.row(desk.post).done_by == "Ada"
    verdict = desk.service.store.verdict(desk.post)
    assert verdict is not None
    desk.service.store.save_verdict(desk.post, verdict)
    assert desk.row(desk.post).done
    desk.service.store.save_verdict(desk.post, b"{}")
    row = desk.row(desk.post)
    assert (row.done, row.relation) == (False, "unrelated")


def test_a_note_goes_with_its_story(desk: Desk) -> None:
    batch = desk.triage.set([desk.post], What.NOTED, "Ask", "Ada")
    desk.service.remove("post")
    assert batch is not None
    assert desk.listing.read(desk.post) is None
    assert desk.triage.undo(batch.number, "Ada") is None


def test_views_are_kept_by_name(database: Database) -> None:
    views = SqlViews(database)
    morning = View("Morning", "review=1", "Ada", NOON)
    for one in (morning, View("Credit", "credit=missing", "Bo", NOON), View("Morning", "hours=6", "Bo", NOON)):
        views.keep(one)
    assert [(one.name, one.query, one.by) for one in views.all()] == [
        ("Credit", "credit=missing", "Bo"),
        ("Morning", "hours=6", "Bo"),
    ]
    views.forget("Morning")
    views.forget("nobody")
    assert len(views.all()) == 1
