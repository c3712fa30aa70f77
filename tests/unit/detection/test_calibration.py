from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.detection.calibration import AS_SHIPPED, SLOPES, Calibration, fitted, named_in
from dedup.detection.odds import probability_of
from dedup.detection.relation import RelationModel
from dedup.wiring import packaged_model

PROBABILITIES = st.floats(0.0, 1.0)
CALIBRATIONS = st.builds(Calibration, st.floats(*SLOPES).map(lambda x: round(x, 4)), st.floats(-5, 5))
LABELLED = st.lists(st.tuples(st.floats(-20, 20), st.booleans()), max_size=40)


@given(CALIBRATIONS, PROBABILITIES, PROBABILITIES)
def test_a_calibration_reorders_nothing(calibration: Calibration, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert calibration.of(low) <= calibration.of(high)


@given(CALIBRATIONS, st.floats(0.05, 0.95))
def test_a_calibration_can_be_told_back(calibration: Calibration, derivation: float) -> None:
    assert calibration.before(calibration.of(derivation)) == pytest.approx(derivation, abs=1e-4)


@given(PROBABILITIES)
def test_as_shipped_changes_nothing(derivation: float) -> None:
    assert AS_SHIPPED.of(derivation) == derivation
    assert AS_SHIPPED.name == ""


@given(LABELLED)
def test_whatever_is_fitted_reorders_nothing_and_is_told_by_its_name(labelled: list[tuple[float, bool]]) -> None:
    found = fitted([odds for odds, _ in labelled], [derived for _, derived in labelled])
    assert SLOPES[0] <= found.slope <= SLOPES[1]
    assert named_in(f"relation-1 {found.name} scale-2") == found


def test_without_labels_it_is_as_shipped() -> None:
    assert fitted([], []) == AS_SHIPPED
    assert named_in("relation-1 reader-2") == AS_SHIPPED


def test_what_is_certain_stays_certain() -> None:
    calibration = Calibration(0.5, -2.0)
    assert (calibration.of(0.0), calibration.of(1.0)) == (0.0, 1.0)


@pytest.mark.parametrize(("labels", "least", "most"), [(10, 0.1, 0.8), (2000, 0.8, 1.2)])
def test_few_labels_do_little_and_many_do_all(labels: int, least: float, most: float) -> None:
    random = np.random.default_rng(3)
    odds = random.normal(0.0, 2.0, labels)
    derived = random.random(labels) < [probability_of(one - 1.0) for one in odds]
    assert -most < fitted(odds.tolist(), derived.tolist()).offset < -least


def test_a_reading_is_asked_for_where_it_changes_what_is_said_after_the_calibration() -> None:
    model = RelationModel.from_mapping(packaged_model())
    settled = next(p for p in np.linspace(0.5, 0.9999, 500) if not model.asks(float(p)))
    assert model.asks(float(settled), Calibration(1.0, -1.0))
