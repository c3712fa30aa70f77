"""What is older than it is kept goes: by source, with all that belongs to it, and nothing else does."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dedup.access.callers import Caller
from dedup.errors import ArticleNotFound
from dedup.newsroom.alerts import NewAlert
from dedup.newsroom.messages import Incoming
from dedup.newsroom.mutes import KEPT, About, Mute
from dedup.newsroom.retention import Due, Keeping, Retention
from dedup.settings import Settings
from dedup.storage.alerts import SqlAlertLog
from dedup.storage.audit import SqlAuditLog
from dedup.storage.inbox import SqlInbox
from dedup.storage.mutes import SqlMutes
from dedup.storage.retention import SqlExpiring
from dedup.wiring import build_service
from tests.acceptance.ingester import story
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.service import DedupService
    from dedup.storage.database import Database

NOW = datetime.now(UTC)
BY = (Caller("command", "ilse", frozenset()), "test")


@pytest.fixture
def service(tmp_path: Path, database: Database) -> Iterator[DedupService]:
    opened = build_service(Settings(data_dir=tmp_path / "data"), HashingEncoder(), database=database)
    yield opened
    opened.close()


def store(  # noqa: PLR0913 - what an article is
    service: DedupService,
    number: int,
    source: str | None,
    days: float,
    *,
    version: str | None = None,
    id_: str | None = None,
) -> str:
    """An article that a source published so many days ago."""
    article = replace(story(number), source=source, published_at=NOW - timedelta(days=days), version=version)
    return service.ingest(replace(article, id=id_ or article.id)).id


def retention(service: DedupService, database: Database, keeping: Keeping, later: float = 0) -> Retention:
    clock = lambda: NOW + timedelta(days=later)  # noqa: E731 - the time, as of some days
    return Retention(service, SqlExpiring(database), SqlAuditLog(database), keeping, BY, clock=clock)


def is_stored(service: DedupService, article_id: str) -> bool:
    try:
        service.article(article_id)
    except ArticleNotFound:
        return False
    return True


def test_each_source_is_kept_as_long_as_is_said_for_it(service: DedupService, database: Database) -> None:
    ids = {
        name: store(service, number, source, days)
        for number, (name, source, days) in enumerate(
            [
                ("old", None, 101),
                ("young", None, 99),
                ("wire old", "Northern  WIRE", 31),
                ("wire young", "Northern Wire", 29),
                ("own", "Own Desk", 4000),
            ]
        )
    }
    keeping = Keeping(100, {"northern wire": 30, "own desk": None})
    asked = retention(service, database, keeping)
    told = [(due.what, due.source, due.count) for due in asked.due()]
    assert told == [("articles", None, 1), ("articles", "Northern  WIRE", 1)]
    assert all(is_stored(service, one) for one in ids.values()), "saying so changes nothing"
    assert asked.expire() == (2, 0)
    assert {name for name, one in ids.items() if is_stored(service, one)} == {"young", "wire young", "own"}
    assert asked.due() == []
    assert asked.expire() == (0, 0)
    entries = SqlAuditLog(database).listing(limit=9, action="article.expire")
    assert [(one.subject, one.who) for one in entries] == [(ids[n], "command ilse") for n in ("wire old", "old")]


def test_the_indexes_follow_here_and_in_another_process(
    tmp_path: Path, service: DedupService, database: Database
) -> None:
    store(service, 0, None, 50)
    url = database.url.render_as_string(hide_password=False)
    other = build_service(Settings(data_dir=tmp_path / "other", database_url=url), HashingEncoder())
    assert other.score(replace(story(0), id=None)).relation == "identical"
    retention(service, database, Keeping(30)).expire()
    for process in (service, other):
        assert process.score(replace(story(0), id=None)).matches == ()
        assert process.health().in_step
    assert all(finding.ok for finding in service.diagnose())
    other.close()


def test_a_story_stays_whole_as_long_as_one_version_is_young(service: DedupService, database: Database) -> None:
    name = store(service, 1, None, 50, version="1")
    store(service, 2, None, 5, version="2", id_=name)
    asked = retention(service, database, Keeping(30))
    assert asked.due() == []
    assert asked.expire() == (0, 0)
    assert len(service.store.versions(name)) == 2
    assert retention(service, database, Keeping(30), later=30).expire() == (2, 0)


def test_a_version_that_comes_between_look_and_removal_keeps_its_story(
    service: DedupService, database: Database
) -> None:
    name = store(service, 1, None, 50, version="1")

    class Meanwhile(SqlExpiring):
        def articles(self, keeping: Keeping, now: datetime, limit: int) -> list[str]:
            found = super().articles(keeping, now, limit)
            store(service, 2, None, 1, version="2", id_=name)
            return found

    asked = Retention(service, Meanwhile(database), SqlAuditLog(database), Keeping(30), BY)
    assert asked.expire() == (0, 0)
    assert len(service.store.versions(name)) == 2
    assert SqlAuditLog(database).listing(limit=1) == []


def test_an_article_that_can_not_go_keeps_no_other(
    service: DedupService, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [store(service, number, None, 50) for number in range(3)]
    remove = service.remove

    def broken(article_id: str, *rest: object, **named: object) -> int:
        if article_id == ids[0]:
            raise RuntimeError(article_id)
        return remove(article_id, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "remove", broken)
    assert retention(service, database, Keeping(30)).expire() == (2, 0)
    assert [is_stored(service, one) for one in ids] == [True, False, False]


def test_messages_go_when_they_are_done_and_alerts_when_they_are_sent(
    service: DedupService, database: Database
) -> None:
    inbox, alerts = SqlInbox(database), SqlAlertLog(database, SqlMutes(database, SqlAuditLog(database)))
    done, waiting, of_wire = (
        inbox.accept(Incoming("desk", None, None, body, source)).id
        for body, source in ((b"1", None), (b"2", None), (b"3", "Northern Wire"))
    )
    for one in inbox.claim(3):
        if one.id in {done, of_wire}:
            inbox.finish(one, "done", None, [])
        else:
            inbox.postpone(one, "not yet", datetime.now(UTC), counted=False)
    with service.store.transaction():
        alerts.add(NewAlert("sent", "killed", None, ("a",), {}, ()))
        alerts.add(NewAlert("on its way", "killed", None, ("b",), {}, ("cms",)))
    moving = alerts.listing()[0].id
    asked = retention(service, database, Keeping(30, {"northern wire": None}), later=31)
    told: list[Due] = asked.due()
    assert [(due.what, due.source, due.count) for due in told] == [("alerts", None, 1), ("messages", None, 1)]
    assert asked.expire() == (0, 2)
    assert {one.id for one in inbox.listing()} == {waiting, of_wire}
    assert [one.id for one in alerts.listing()] == [moving]


@pytest.mark.parametrize(("days", "goes"), [(KEPT.days - 1, 0), (KEPT.days + 1, 1)])
def test_a_muted_alert_stays_while_it_would_still_go_out(
    service: DedupService, database: Database, days: int, goes: int
) -> None:
    mutes = SqlMutes(database, SqlAuditLog(database))
    alerts = SqlAlertLog(database, mutes)
    about = About("post", "1", "wire", ("post", "wire"), (("Post", "Wire"),), "rewrite")
    with service.store.transaction():
        alerts.add(NewAlert("muted", "derived", "rewrite", ("a",), {}, ("cms",), about))
    mutes.add(Mute(0, "wire", None, "Ada", "licensed", NOW, None), *BY)
    (delivery,) = alerts.claim(1, "cms")
    assert mutes.keep_back(delivery.id, delivery.alert_id, about, NOW)
    assert retention(service, database, Keeping(1), later=days).expire() == (0, goes)
    assert len(alerts.listing()) == 1 - goes


def test_it_stops_when_it_is_told_to(service: DedupService, database: Database) -> None:
    for number in range(3):
        store(service, number, None, 50)
    answers = iter([False, True])
    assert retention(service, database, Keeping(30)).expire(lambda: next(answers)) == (1, 0)
    stop = threading.Event()
    stop.set()
    retention(service, database, Keeping(30)).run(stop)
    assert service.health().articles == 2
