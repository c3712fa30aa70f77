"""Checks that are kept for a while, on every database."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article, Kept, Span
from dedup.newsroom import checks as kept_checks
from dedup.newsroom.checks import Checked, Checks, Packed
from dedup.storage.checks import SqlChecks
from dedup.storage.database import Database
from dedup.storage.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
PIER = Article(
    "The pier closed.\n\nIts piles \ud800 have cracks.",
    id="urn:x",
    title="Pier",
    source="Wire",
    published_at=NOON - timedelta(hours=1),
    language="en",
    version="2",
    evolved_from="urn:w",
    paragraph_spans=(Span(0, 16), Span(18, 46)),
    kept=Kept(2, 9),
    credits=("By Ada Vik",),
)
CHECKED = Checked(PIER, {"paragraphs": [[0, 16, 0, 1]]}, b'{"relation":"unrelated"}')


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def log(store_url: str) -> Iterator[SqlChecks]:
    upgrade(store_url)
    database = Database(store_url)
    yield SqlChecks(database)
    database.dispose()


def test_a_check_comes_back_as_it_was(log: SqlChecks) -> None:
    checks = Checks(log, 24, Clock())
    secret = checks.keep(CHECKED)
    assert secret is not None
    found = checks.read(secret)
    assert found == replace(CHECKED, made_at=NOON)
    assert checks.until(found) == NOON + timedelta(hours=24)
    assert checks.until(CHECKED) is None


def test_nobody_guesses_where_it_is(log: SqlChecks) -> None:
    checks = Checks(log, 24, Clock())
    first, second = checks.keep(CHECKED), checks.keep(CHECKED)
    assert first is not None
    assert first != second
    assert len(first) >= 32  # 192 bits
    for other in (first[:-1], first.swapcase(), "", "\ud800", "1"):
        assert checks.read(other) is None


def test_it_goes_when_its_time_is_over(log: SqlChecks) -> None:
    clock = Clock()
    checks = Checks(log, 2, clock)
    old = checks.keep(CHECKED)
    assert old is not None
    clock.now += timedelta(hours=2)
    assert checks.read(old) is not None
    clock.now += timedelta(microseconds=1)
    assert checks.read(old) is None  # at once, whoever removes it
    young = checks.keep(CHECKED)
    assert young is not None
    assert log.expire(clock.now - timedelta(hours=2)) == 0  # the next one took it away
    assert checks.read(young) is not None


def test_it_goes_though_nobody_checks_any_more(log: SqlChecks) -> None:
    clock = Clock()
    Checks(log, 2, clock).keep(CHECKED)
    clock.now += timedelta(hours=3)
    stop = threading.Event()
    stop.set()
    Checks(log, 2, clock).run(stop)
    assert log.expire(clock.now) == 0


def test_a_shorter_time_and_none_count_for_those_that_are_kept_already(log: SqlChecks) -> None:
    clock = Clock()
    secret = Checks(log, 24, clock).keep(CHECKED)
    assert secret is not None
    clock.now += timedelta(hours=2)
    assert Checks(log, 1, clock).read(secret) is None
    none = Checks(log, 0, clock)
    assert none.read(secret) is None
    assert none.keep(CHECKED) is None
    stop = threading.Event()
    stop.set()
    none.run(stop)
    assert Checks(log, 24, clock).read(secret) is None  # it is gone, not hidden


def test_it_is_taken_away_when_somebody_says_so(log: SqlChecks) -> None:
    checks = Checks(log, 24, Clock())
    one, other = checks.keep(CHECKED), checks.keep(CHECKED)
    assert one is not None
    assert other is not None
    checks.forget(one)
    checks.forget(one)
    assert checks.read(one) is None
    assert checks.read(other) is not None


def test_the_oldest_go_where_there_are_too_many_or_too_large_ones(log: SqlChecks) -> None:
    def packed(size: int) -> Packed:
        return Packed(NOON, b"x" * size)

    for number in range(5):
        log.keep(bytes([number]), packed(10), 3, 1000)
    assert [log.read(bytes([number])) is not None for number in range(5)] == [False, False, True, True, True]
    log.keep(b"large", packed(975), 3, 1000)
    assert [log.read(one) is not None for one in (b"\x03", b"\x04", b"large")] == [True, True, True]
    log.keep(b"next", packed(20), 9, 1000)
    assert [log.read(one) is not None for one in (b"\x03", b"\x04", b"large", b"next")] == [False, False, True, True]


def test_one_that_is_too_large_is_not_kept(log: SqlChecks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_checks, "LARGEST", 100)
    assert Checks(log, 24, Clock()).keep(CHECKED) is None
