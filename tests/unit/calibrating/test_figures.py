from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.calibrating.figures import calibration, calibration_error, recall_at, threshold_at

if TYPE_CHECKING:
    from dedup.calibrating.figures import Floats

scores = st.lists(st.floats(0, 1), min_size=1, max_size=60).map(np.array)


def test_one_percent_of_a_hundred_negatives_is_one_false_alarm() -> None:
    negatives = np.arange(100) / 100
    threshold = threshold_at(negatives, 0.01)
    assert threshold == 0.98
    assert (negatives > threshold).sum() == 1


def test_a_rate_below_one_negative_allows_none() -> None:
    assert threshold_at(np.array([0.1, 0.9, 0.4]), 0.001) == 0.9


def test_a_rate_of_one_allows_all() -> None:
    assert threshold_at(np.array([0.1, 0.9]), 1.0) == -np.inf


def test_ties_with_the_threshold_are_not_flagged() -> None:
    assert recall_at(np.array([0.5, 0.6]), np.array([0.5, 0.5, 0.1]), 0.34) == 0.5


def test_recall_counts_positives_above_the_threshold() -> None:
    assert recall_at(np.array([0.2, 0.95, 0.99, 0.999]), np.arange(100) / 100, 0.01) == 0.5


@given(negatives=scores, rate=st.floats(0, 1))
def test_never_more_false_alarms_than_allowed(negatives: Floats, rate: float) -> None:
    flagged = (negatives > threshold_at(negatives, rate)).sum()
    assert flagged <= rate * len(negatives) + 1e-6


def test_calibration_of_a_hand_computed_case() -> None:
    bins = calibration(np.array([0.95, 0.95, 0.05, 0.05]), np.array([True, False, False, False]))
    assert [(b.weight, round(b.probability, 2), b.frequency) for b in bins] == [(0.5, 0.05, 0.0), (0.5, 0.95, 0.5)]
    assert calibration_error(bins) == pytest.approx(0.5 * 0.05 + 0.5 * 0.45)


def test_calibration_of_equal_mass_cuts_by_rank() -> None:
    probabilities = np.linspace(0, 0.1, 30)
    assert len(calibration(probabilities, probabilities > 1, equal_mass=True)) == 15
    assert len(calibration(probabilities, probabilities > 1)) == 2


def test_calibration_weighs_pairs() -> None:
    bins = calibration(np.array([0.5, 0.5]), np.array([True, False]), np.array([3.0, 1.0]))
    assert bins[0].frequency == 0.75


@given(probabilities=scores)
def test_a_sure_and_right_model_has_no_calibration_error(probabilities: Floats) -> None:
    truth = probabilities > 0.5
    assert calibration_error(calibration(truth.astype(float), truth)) == 0


@given(probabilities=scores, equal_mass=st.booleans())
def test_bins_hold_every_pair_once(probabilities: Floats, *, equal_mass: bool) -> None:
    bins = calibration(probabilities, probabilities > 0.5, equal_mass=equal_mass)
    assert sum(b.weight for b in bins) == pytest.approx(1.0)
    assert 0 <= calibration_error(bins) <= 1
