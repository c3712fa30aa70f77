from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import (
    Counts,
    accuracy,
    adjusted_rand,
    confusion,
    link_counts,
    matched,
    recall_curve,
)

if TYPE_CHECKING:
    from benchmarks.metrics import Floats

scores = st.lists(st.floats(0, 1), min_size=1, max_size=60).map(np.array)


@given(positives=scores, negatives=scores)
def test_recall_never_falls_with_the_rate(positives: Floats, negatives: Floats) -> None:
    curve = recall_curve(positives, negatives, np.linspace(0, 1, 11))
    assert (np.diff(curve) >= 0).all()
    assert curve[-1] == 1.0


def test_counts() -> None:
    counts = Counts(6, 2, 4) + Counts(0, 1, 0)
    assert counts.precision == pytest.approx(6 / 9)
    assert counts.recall == pytest.approx(0.6)
    assert counts.f1 == pytest.approx(2 * (6 / 9) * 0.6 / (6 / 9 + 0.6))
    assert Counts().f1 == 1.0


def test_confusion_and_accuracy() -> None:
    matrix = confusion([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    assert matrix == {"a": {"a": 1, "b": 1}, "b": {"b": 2}}
    assert accuracy(matrix) == 0.75


def test_each_found_item_is_matched_once() -> None:
    agree = [[True, True], [True, False]]
    assert matched(["x", "y"], ["p", "q"], agree) == Counts(1, 1, 1)


def test_links() -> None:
    assert link_counts([(0, 0), (1, 2)], [(0, 0), (1, 1), (2, 2)]) == Counts(1, 2, 1)


def test_adjusted_rand_of_a_hand_computed_case() -> None:
    # Two of three pairs inside gold groups; table [[2, 0], [1, 1]]: both 1, first 2, second 3, of 6 pairs.
    assert adjusted_rand("aabb", "xxxy") == pytest.approx((1 - 2 * 3 / 6) / ((2 + 3) / 2 - 2 * 3 / 6))
    assert adjusted_rand("aabb", "yyxx") == 1.0
    assert adjusted_rand("ab", "ab") == 1.0


@given(labels=st.lists(st.integers(0, 4), min_size=1, max_size=30))
def test_a_grouping_agrees_with_itself_under_any_names(labels: list[int]) -> None:
    assert adjusted_rand(labels, [str(label) for label in labels]) == pytest.approx(1.0)
