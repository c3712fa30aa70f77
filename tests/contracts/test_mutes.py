"""What is muted, on every database: nothing of it is sent, nothing of it is lost, and it is undone as easily."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text, update

from dedup.access.callers import Caller
from dedup.errors import AlertMuted, InvalidMute
from dedup.newsroom.alerts import NewAlert
from dedup.newsroom.config import Destination
from dedup.newsroom.delivery import Answer, Deliverer
from dedup.newsroom.feedback import Feedback
from dedup.newsroom.mutes import KEPT, About, Mute
from dedup.newsroom.triage import Change, What
from dedup.storage.alerts import SqlAlertLog
from dedup.storage.audit import SqlAuditLog
from dedup.storage.mutes import SqlMutes
from dedup.storage.newsroomtables import AlertRow, DeliveryRow
from dedup.storage.schema import downgrade, upgrade
from dedup.storage.triage import SqlTriage
from dedup.storage.wirestates import SqlWireStates
from tests.contracts.test_triage import desk as desk  # noqa: PLC0414 - a fixture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.storage.database import Database
    from tests.contracts.test_triage import Desk

ADA = Caller("user", "ada", frozenset())
ABOUT = About("post", "1", "wire", ("post", "wire"), (("Post", "Wire"),), "near_copy")


class Listener:
    """A destination that takes everything and keeps its number."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def send(self, destination: Destination, message_id: str, payload: Mapping[str, Any]) -> Answer:
        del destination, message_id
        self.heard.append(payload["id"])
        return Answer(200, None, 1)


class Room:
    """Alerts over a real database, and a destination that listens."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.audit = SqlAuditLog(database)
        self.mutes = SqlMutes(database, self.audit)
        self.log = SqlAlertLog(database, self.mutes)
        self.listener = Listener()
        self.deliverer = Deliverer(
            self.log,
            {"cms": Destination("cms", "webhook", "http://x.example")},
            {"webhook": self.listener},
            SqlWireStates(database),
            self.mutes,
        )
        self.count = 0

    def raised(self, about: About | None = ABOUT) -> int:
        self.count += 1
        self.log.add(NewAlert(str(self.count), "derived", "near_copy", (), {"type": "x"}, ("cms",), about))
        return self.count

    def mute(self, story: str | None = None, until: datetime | None = None) -> Mute:
        sources = None if story else ("Wire", "Post")
        mute = Mute(0, story, sources, "Ada", "licensed", datetime.now(UTC), until)
        return self.mutes.add(mute, ADA, "here")

    def heard(self) -> list[int]:
        while self.deliverer.deliver_once("cms"):
            pass
        return self.listener.heard

    def state(self, number: int) -> str:
        state: str = self.log.read(number).deliveries[-1]["state"]
        return state


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


@pytest.mark.parametrize("story", [None, "wire", "post"])
def test_a_mute_keeps_alerts_back_until_it_is_lifted(room: Room, story: str | None) -> None:
    mute = room.mute(story)
    kept, other = room.raised(), room.raised(replace(ABOUT, stories=("x", "y"), pairs=(("Post", "Web"),)))
    assert room.heard() == [other]
    assert room.state(kept) == "muted"
    assert "Ada muted" in room.mutes.of({kept: ABOUT})[kept].told
    assert room.heard() == [other]
    assert room.mutes.lift(mute.number, "Bo", ADA, "here") == mute
    assert room.heard() == [other, kept]
    assert room.mutes.lift(mute.number, "Bo", ADA, "here") is None
    assert [one.action for one in room.audit.listing(limit=9)] == ["mute.lift", "mute"]


def test_lifting_is_taken_back_as_easily(room: Room) -> None:
    mute = room.mute()
    room.mutes.lift(mute.number, "Bo", ADA, "here")
    assert room.mutes.restore(mute.number, ADA, "here") == mute
    room.raised()
    assert room.heard() == []
    anew = room.mute()
    assert [one.number for one in room.mutes.standing()] == [anew.number]
    assert room.mutes.restore(mute.number, ADA, "here") is None
    assert room.mutes.restore(999, ADA, "here") is None
    assert room.mutes.read(999) is None


def test_who_was_taken_for_dead_keeps_nothing_back_that_was_sent(room: Room) -> None:
    """A process that was frozen with an alert that another one has sent since, before somebody muted it."""
    number = room.raised()
    (frozen,) = room.log.claim(1, "cms")
    with room.database.transaction() as connection:
        connection.execute(update(DeliveryRow).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert room.heard() == [number]
    mute = room.mute()
    assert room.mutes.keep_back(frozen.id, number, ABOUT, frozen.raised_at), "nor does the frozen one send it again"
    assert room.state(number) == "delivered"
    room.mutes.lift(mute.number, "Ada", ADA, "here")
    assert room.heard() == [number]


def test_a_mute_ends_by_itself(room: Room) -> None:
    mute = room.mute(until=datetime.now(UTC) + timedelta(seconds=60))
    number = room.raised()
    assert room.heard() == []
    with room.database.transaction() as connection:
        connection.execute(text("UPDATE mutes SET until = at"))
        connection.execute(text("UPDATE deliveries SET due_at = 0 WHERE due_at <= :end"), {"end": _micro(mute.until)})
    assert room.mutes.standing() == []
    assert room.heard() == [number]


def _micro(time: datetime | None) -> int:
    assert time is not None
    return round(time.timestamp() * 1_000_000) + 1


def test_what_is_too_old_by_then_stays_listed_and_can_be_sent(room: Room) -> None:
    mute = room.mute()
    number = room.raised()
    assert room.heard() == []
    with room.database.transaction() as connection:
        old = datetime.now(UTC) - KEPT - timedelta(hours=1)
        connection.execute(update(AlertRow).values(created_at=old))
    with pytest.raises(AlertMuted, match="licensed"):
        room.log.replay(number)
    room.mutes.lift(mute.number, "Ada", ADA, "here")
    assert room.heard() == []
    assert room.state(number) == "muted"
    assert [one.id for one in room.log.listing(state="muted")] == [number]
    assert room.log.replay(number) == 1
    assert room.heard() == [number]


def test_pieced_together_is_muted_when_all_its_sources_are(room: Room) -> None:
    room.mute()
    two = replace(ABOUT, pairs=(("Post", "Wire"), ("Post", "Web")))
    number = room.raised(two)
    assert room.heard() == [number]
    unknown = replace(ABOUT, pairs=(("", "Wire"),))
    assert room.mutes.of({1: unknown}) == {}


def test_nothing_mutes_a_kill(room: Room) -> None:
    room.mute("wire")
    number = room.raised(None)
    assert room.heard() == [number]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sources": None},
        {"sources": ("Wire", "")},
        {"sources": ("Wire", "\x00")},
        {"story": "wire"},
        {"why": "  "},
        {"until": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_mute_says_what_and_why(room: Room, wrong: dict[str, Any]) -> None:
    mute = Mute(0, None, ("Wire", "Post"), "Ada", "licensed", datetime.now(UTC), None)
    with pytest.raises(InvalidMute):
        room.mutes.add(replace(mute, **wrong), ADA, "here")
    assert room.mutes.standing() == []


def test_what_an_editor_called_not_the_same_is_not_sent(database: Database, desk: Desk) -> None:
    room = Room(database)
    number = room.raised()
    key, match = desk.post, ("wire", "1")
    batch = desk.triage.say([key], "unrelated", "Ada", match)
    assert batch is not None
    assert room.heard() == []
    assert room.state(number) == "muted"
    with pytest.raises(AlertMuted, match="Ada said that these two are unrelated"):
        room.log.replay(number)
    assert SqlTriage(database).undo(batch.number, "Bo", datetime.now(UTC)) is not None
    assert room.heard() == [number]
    again = room.raised()
    assert desk.triage.say([key], "rewrite", "Ada", match) is not None  # derived it is
    assert room.heard() == [number, again]
    last = room.raised()
    assert desk.triage.say([key], "same_event", "Ada", match) is not None
    assert desk.triage.say([key], "near_copy", "Ada", match) is not None
    assert room.heard() == [number, again, last]


def test_it_counts_on_whichever_page_it_was_said(database: Database, desk: Desk) -> None:
    room = Room(database)
    room.raised()
    machine = {"relation": "near_copy"}
    said = Feedback("wire", "1", "post", "1", "unrelated", datetime.now(UTC), machine, "Ada")
    SqlTriage(database).change([Change(desk.wire, What.SAID, "unrelated", said)], "Ada", said.at)
    assert room.heard() == []
    assert room.mutes.of({1: replace(ABOUT, version="2"), 2: ABOUT}).keys() == {2}  # another version is another text
    assert room.mutes.of({1: replace(ABOUT, match="x")}) == {}


def test_alerts_of_an_older_release_can_be_muted(empty_sqlite_url: str) -> None:
    from dedup.storage.database import Database as Opened

    upgrade(empty_sqlite_url)
    opened = Opened(empty_sqlite_url)
    room = Room(opened)
    article = {"id": "post", "version": "1", "story": "post", "source": "Post"}
    payload = {"type": "article.derived", "article": article, "match": {"id": "wire", "source": "Wire"}}
    room.log.add(NewAlert("a", "derived", "near_copy", (), payload, ("cms",), ABOUT))
    room.log.add(NewAlert("b", "killed", None, (), {"type": "article.killed"}, ("cms",)))
    opened.dispose()
    downgrade(empty_sqlite_url, "0011")
    upgrade(empty_sqlite_url)
    assert [one.about for one in SqlAlertLog(Opened(empty_sqlite_url), room.mutes).listing()] == [None, ABOUT]
