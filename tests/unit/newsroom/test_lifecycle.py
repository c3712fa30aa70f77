from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.article import Article
from dedup.newsroom.lifecycle import Lifecycle, Step, is_held, next_step
from dedup.newsroom.messages import Incoming, Message, WireState
from dedup.newsroom.worker import FIRST_PAUSE, LONGEST_PAUSE, pause
from dedup.service import DedupService
from dedup.settings import Settings
from dedup.storage.wirestates import SqlWireStates
from dedup.wire import Status, WireItem
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dedup.detection.verdict import Match
    from dedup.storage.database import Database
    from dedup.storing import Ingested

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def state(created: datetime, status: Status = "usable", embargo: datetime | None = None) -> WireState:
    return WireState("g", "1", created, status, embargo, None, "desk", None, ())


def item(status: Status = "usable") -> WireItem:
    return WireItem("g", status=status, article=None if status == "canceled" else Article("The pier closed."))


@pytest.mark.parametrize(
    ("sent", "known", "step"),
    [
        (item(), None, Step.STORE),
        (item(), state(NOON - HOUR), Step.STORE),
        (item(), state(NOON), Step.STORE),
        (item(), state(NOON + HOUR), Step.OLDER),
        (item("canceled"), None, Step.KILL),
        (item("canceled"), state(NOON), Step.KILL),
        (item("canceled"), state(NOON + HOUR), Step.SUPERSEDED),
        (item(), state(NOON, "canceled"), Step.KILLED_BEFORE),
        (item(), state(NOON + HOUR, "canceled"), Step.KILLED_BEFORE),
        (item(), state(NOON - HOUR, "canceled"), Step.STORE),
        (WireItem("g", kind="picture", skipped="it is of type picture"), None, Step.SKIP),
    ],
)
def test_the_next_step(sent: WireItem, known: WireState | None, step: Step) -> None:
    assert next_step(sent, known, NOON) is step


@given(st.permutations([0, 1, 2, 3]), st.integers(0, 3))
def test_in_any_order_the_newest_decides(order: list[int], killed: int) -> None:
    """Four versions, one of them a kill: whatever order they come in, the same state is left."""
    known: WireState | None = None
    for number in order:
        sent = item("canceled" if number == killed else "usable")
        created = NOON + number * HOUR
        if next_step(sent, known, created) in {Step.STORE, Step.KILL}:
            known = state(created, sent.status)
    assert known is not None
    expected: Literal["canceled", "usable"] = "canceled" if killed == 3 else "usable"
    assert (known.version_created, known.status) == (NOON + 3 * HOUR, expected)


def test_an_embargo_lifts_itself_and_withheld_waits() -> None:
    assert is_held(state(NOON), NOON) is None
    assert is_held(state(NOON, embargo=NOON + HOUR), NOON) == NOON + HOUR
    assert is_held(state(NOON, embargo=NOON - HOUR), NOON) is None
    assert is_held(state(NOON, "withheld", NOON - HOUR), NOON) is None
    assert is_held(state(NOON, "withheld"), NOON) == datetime.max.replace(tzinfo=UTC)


@given(st.integers(1, 40))
def test_pauses_grow_and_end(attempts: int) -> None:
    assert FIRST_PAUSE / 2 <= pause(attempts) <= LONGEST_PAUSE


class Untold:
    """An alert raiser that is told of nothing but kills, and keeps their articles."""

    def __init__(self) -> None:
        self.heard: list[str | None] = []

    def arrived(self, sender: str, item: WireItem, ingested: Ingested) -> None:
        """Nothing is made of it."""

    def killed(self, sender: str, at: datetime, article: Article, derivatives: Sequence[Match]) -> None:
        del sender, at, derivatives
        self.heard.append(article.id)


def test_a_kill_counts_though_the_story_goes_while_it_is_looked_at(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = build_service(Settings(data_dir=tmp_path / "data"), HashingEncoder(), database=database)
    states, told = SqlWireStates(database), Untold()
    life = Lifecycle(service, states, told)
    message = Message(1, Incoming("desk", None, None, b""), NOON, "working", 1, NOON, None, ())
    first = WireItem("g", version_created=NOON, article=Article("The pier of Orven closed on Monday.", id="g"))
    assert life.apply(message, first)["became"] == "stored"
    asked = DedupService.told_to_readers_of

    def meanwhile(self: DedupService, source: str | None) -> DedupService:
        service.remove("g")  # by its retention, or by hand
        return asked(self, source)

    monkeypatch.setattr(DedupService, "told_to_readers_of", meanwhile)
    kill = WireItem("g", version_created=NOON + HOUR, status="canceled")
    assert life.apply(message, kill)["became"] == "killed"
    state = states.read("g")
    assert state is not None
    assert (state.status, told.heard) == ("canceled", [])
    service.close()
