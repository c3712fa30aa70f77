"""The log is followed, cut, and gone back from: an index that is further behind is made anew, and misses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from dedup.errors import StoreUnavailable
from dedup.following import Follower
from dedup.health import Health
from dedup.index.exact import ExactLexicalIndex, ExactSemanticIndex
from dedup.ports.records import NewArticle
from dedup.preparation import Preparer
from dedup.storage import database as databases
from dedup.storage.announcing import Unannounced
from dedup.storage.database import Database
from dedup.storage.store import SqlArticleStore
from dedup.storage.tables import OperationRow
from dedup.storing import content_hash
from dedup.upkeep import Upkeep
from tests.acceptance.ingester import story
from tests.fakes import HashingEncoder

ENCODER = HashingEncoder()


class Kept:
    """A store, and indexes of two processes over it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.store = SqlArticleStore(database)
        self.lexical = ExactLexicalIndex()
        self.preparer = Preparer(ENCODER, self.lexical)

    def add(self, *numbers: int) -> list[int]:
        keys = []
        for number in numbers:
            [prepared] = self.preparer.prepare([story(number)])
            article = story(number)
            article = type(article)(article.text, id=article.id, version="1")
            side = prepared.side
            new = NewArticle(article, str(article.id), content_hash(article), side.layout(), side.vectors)
            keys.append(self.store.add(new))
        return keys

    def process(self) -> tuple[Upkeep, ExactSemanticIndex]:
        index = ExactSemanticIndex(ENCODER.dimension)
        return Upkeep(self.store, self.lexical, index, ENCODER), index

    def age(self, until: int) -> None:
        """Make the oldest operations two days old."""
        then = datetime.now(UTC) - timedelta(days=2)
        with self.database.writing() as connection:
            connection.execute(update(OperationRow).where(OperationRow.sequence <= until).values(written_at=then))


@pytest.fixture
def kept(database: Database) -> Kept:
    return Kept(database)


def in_step(upkeep: Upkeep) -> bool:
    return upkeep.health().in_step


def logged(kept: Kept) -> list[int]:
    return [operation.sequence for operation in kept.store.operations(0)]


def test_a_log_that_is_whole_is_replayed_and_can_be_gone_on_with(kept: Kept) -> None:
    assert kept.store.reaches(0)
    kept.add(0, 1)
    upkeep, index = kept.process()
    index.clear = lambda: pytest.fail("nothing was cut off")  # type: ignore[method-assign]
    assert upkeep.catch_up()
    assert in_step(upkeep)
    kept.age(kept.store.last_sequence() - 1)
    kept.store.trim(datetime.now(UTC) - timedelta(days=1))
    assert not kept.store.reaches(0)
    assert kept.store.reaches(kept.store.last_sequence())


def test_an_index_from_before_the_store_was_emptied_is_not_taken_for_empty(kept: Kept) -> None:
    upkeep, index = kept.process()
    [gone] = kept.add(0)
    upkeep.catch_up()
    kept.store.remove(gone)
    kept.add(1)
    kept.age(kept.store.last_sequence() - 1)
    kept.store.trim(datetime.now(UTC) - timedelta(days=1))
    assert kept.store.reaches(0)
    assert not kept.store.reaches(index.sequence)
    assert upkeep.catch_up()
    assert in_step(upkeep)


def test_old_operations_go_and_the_newest_stays(kept: Kept) -> None:
    kept.add(0, 1, 2)
    last = kept.store.last_sequence()
    assert kept.store.trim(datetime.now(UTC) - timedelta(days=1)) == 0
    kept.age(last - 1)
    assert kept.store.trim(datetime.now(UTC) - timedelta(days=1)) == 2
    assert logged(kept) == [last]
    kept.age(last)
    assert kept.store.trim(datetime.now(UTC) - timedelta(days=1)) == 0, "it has the totals"
    assert kept.store.counts().articles == 3


def test_who_is_behind_what_went_is_made_anew(kept: Kept) -> None:
    behind, index = kept.process()
    gone = kept.add(0, 1)[0]
    behind.catch_up()
    kept.store.remove(gone)
    kept.add(2, 3)
    kept.age(kept.store.last_sequence() - 1)
    behind.trim(timedelta(days=1))
    assert not kept.store.reaches(index.sequence)
    assert behind.catch_up()
    assert in_step(behind), behind.health()
    kept.add(4)
    assert behind.catch_up()
    assert in_step(behind)


def test_who_is_not_replays_what_is_left(kept: Kept) -> None:
    upkeep, index = kept.process()
    kept.add(0, 1)
    upkeep.catch_up()
    kept.age(kept.store.last_sequence() - 1)
    upkeep.trim(timedelta(days=1))
    kept.add(2)
    cleared = index.clear
    index.clear = lambda: pytest.fail("nothing was missed")  # type: ignore[method-assign]
    assert upkeep.catch_up()
    index.clear = cleared  # type: ignore[method-assign]
    assert in_step(upkeep)


def test_what_is_cut_while_it_is_read_is_missed_by_nobody(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    upkeep, _ = kept.process()
    kept.add(0)
    upkeep.catch_up()
    kept.add(1, 2, 3)
    read = kept.store.operations

    def cut_first(after: int) -> object:
        kept.age(kept.store.last_sequence() - 1)
        kept.store.trim(datetime.now(UTC) - timedelta(days=1))
        return read(after)

    monkeypatch.setattr(kept.store, "operations", cut_first)
    assert upkeep.catch_up()
    assert in_step(upkeep)


def test_how_far_behind_in_seconds(kept: Kept) -> None:
    upkeep, _ = kept.process()
    kept.add(0)
    upkeep.catch_up()
    assert upkeep.health().behind_seconds == 0.0
    kept.add(1)
    kept.age(kept.store.last_sequence())
    behind = upkeep.health()
    assert 2 * 86_400 <= behind.behind_seconds < 3 * 86_400
    assert behind.is_ready(behind=3 * 86_400)
    assert not behind.is_ready(behind=86_400)


def test_an_index_that_lacks_something_is_not_ready_and_an_engine_that_is_away_is_no_reason() -> None:
    assert not Health(1, 9, 5, 5, 8, "m").is_ready(behind=30)
    assert Health(1, 9, 5, 4, 7, "m", 1.0).is_ready(behind=30)
    assert Health(1, 9, 5, None, None, "m").is_ready(behind=30)
    assert not Health(1, 9, 5, None, None, "m").in_step


def test_a_follower_takes_in_what_nobody_looks_up_and_cuts_the_log(kept: Kept) -> None:
    upkeep, index = kept.process()
    heard = Unannounced()
    followed = threading.Event()
    advance = index.advance

    def noted(sequence: int) -> None:
        advance(sequence)
        followed.set()

    index.advance = noted  # type: ignore[method-assign]
    kept.add(0, 1)
    kept.age(kept.store.last_sequence() - 1)
    follower, stop = Follower(upkeep, heard, keep_days=1), threading.Event()
    thread = threading.Thread(target=follower.run, args=(stop,))
    thread.start()
    assert followed.wait(60)
    stop.set()
    follower.wake()
    thread.join(60)
    assert not thread.is_alive()
    assert in_step(upkeep)
    assert logged(kept) == [kept.store.last_sequence()]


def test_a_writer_that_is_frozen_is_passed(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "FROZEN_SECONDS", 1)
    frozen, other = Kept(Database(postgres_url)), Kept(Database(postgres_url))

    def freeze() -> None:
        with frozen.store.transaction():
            frozen.add(0)
            other_writes = threading.Thread(target=other.add, args=(1,))
            other_writes.start()
            other_writes.join(60)  # nothing is asked in this transaction meanwhile
            frozen.add(2)

    with pytest.raises(StoreUnavailable):
        freeze()
    assert [operation.key for operation in other.store.operations(0)]
    assert other.store.counts().articles == 1
    for kept in (frozen, other):
        kept.database.dispose()


WAITS_ITS_TURN = """
import sys
import dedup.storage.database as databases
databases.FROZEN_SECONDS = 1
with databases.Database(sys.argv[1]).transaction():
    pass
"""


def test_a_writer_that_is_frozen_while_it_waits_its_turn_is_passed(postgres_url: str) -> None:
    holder, other = Kept(Database(postgres_url)), Kept(Database(postgres_url))
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
        "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
    )
    with holder.store.transaction(), other.database.engine.connect() as watching:
        holder.add(0)
        process = subprocess.Popen([sys.executable, "-c", WAITS_ITS_TURN, postgres_url])  # noqa: S603 - our own code
        while not watching.execute(waiting).scalar_one():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGSTOP)
    try:
        other.add(1)
    finally:
        process.kill()
        process.wait()
    assert other.store.counts().articles == 2
    for kept in (holder, other):
        kept.database.dispose()


def test_one_process_at_a_time_fills_what_all_share(postgres_url: str) -> None:
    first, second = Kept(Database(postgres_url)), Kept(Database(postgres_url))
    with first.store.turn() as mine:
        assert mine is not None
        mine()
        with second.store.turn() as theirs:
            assert theirs is None
    with second.store.turn() as theirs:
        assert theirs is not None
        with first.database.engine.connect() as connection:
            held = (
                "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE locktype = 'advisory' AND datname = current_database()"
            )
            assert connection.execute(text(held)).scalar_one()
        with pytest.raises(StoreUnavailable):
            theirs()
    for kept in (first, second):
        kept.database.dispose()
