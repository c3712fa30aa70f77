"""An engine that does not answer is asked again after a while, by one; all others are told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.errors import IndexUnavailable
from dedup.index.exact import ExactSemanticIndex
from dedup.index.guarded import LONGEST, SHORTEST, GuardedIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.ports.arrays import Keys, Vectors
    from dedup.ports.indexes import Place


class Engine(ExactSemanticIndex):
    """Fails while it is away, and counts how often it was asked."""

    def __init__(self) -> None:
        super().__init__(2)
        self.away = False
        self.asked = 0

    def add(self, keys: Keys, vectors: Vectors, places: Sequence[Place] = ()) -> None:
        self.asked += 1
        if self.away:
            message = "It is away."
            raise IndexUnavailable(message)
        super().add(keys, vectors, places)


class Clock:
    """Stands still until it is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def fails(guarded: GuardedIndex) -> None:
    with pytest.raises(IndexUnavailable, match="away"):
        guarded.add(np.array([1]), np.eye(1, 2, dtype=np.float32))


def test_it_is_left_alone_longer_and_longer_and_then_believed_again(caplog: pytest.LogCaptureFixture) -> None:
    engine, clock = Engine(), Clock()
    guarded = GuardedIndex(engine, clock)
    engine.away = True
    pause = SHORTEST
    for attempt in range(1, 9):
        fails(guarded)
        fails(guarded)
        assert engine.asked == attempt
        with pytest.raises(IndexUnavailable, match="away"):
            len(guarded)
        clock.now += pause
        pause = min(2 * pause, LONGEST)
    engine.away = False
    guarded.add(np.array([1]), np.eye(1, 2, dtype=np.float32))
    assert len(guarded) == 1
    assert [record.levelname for record in caplog.records if record.levelname == "WARNING"] == ["WARNING"], "said once"
    engine.away = True
    fails(guarded)
    clock.now += SHORTEST
    asked = engine.asked
    fails(guarded)
    assert engine.asked == asked + 1, "the pauses began anew"


def test_who_asks_while_one_tries_is_told_at_once() -> None:
    engine, clock = Engine(), Clock()
    guarded = GuardedIndex(engine, clock)
    engine.away = True
    fails(guarded)
    clock.now += SHORTEST

    def ask_meanwhile(*_: object) -> None:
        with pytest.raises(IndexUnavailable):
            len(guarded)

    engine.away = False
    engine.remove = ask_meanwhile  # type: ignore[assignment, method-assign]
    guarded.remove(np.array([1]))
    assert len(guarded) == 0


def test_all_else_is_the_index() -> None:
    engine = Engine()
    guarded = GuardedIndex(engine)
    guarded.add(np.array([1, 2]), np.eye(2, dtype=np.float32))
    guarded.advance(4)
    guarded.refresh()
    assert (guarded.sequence, guarded.shared, len(guarded)) == (4, False, 2)
    assert guarded.search(np.eye(1, 2, dtype=np.float32), 1)[1].tolist() == [[1]]
    guarded.clear()
    guarded.save()
    guarded.close()
    assert (guarded.sequence, len(guarded)) == (0, 0)
