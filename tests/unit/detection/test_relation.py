from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.detection.calibration import Calibration
from dedup.detection.evidence import EVIDENCE
from dedup.detection.relation import Derivation, Logistic, RelationModel
from dedup.detection.trees import Trees
from dedup.wiring import packaged_model

BY_HAND = Logistic(-1.0, {"verbatim": (0.5, 0.25, 2.0), "topic": (0.4, 0.2, 0.5)})


@pytest.mark.parametrize(
    ("verbatim", "topic", "odds"),
    [
        (0.5, 0.4, -1.0),  # an average pair: the intercept alone
        (0.75, 0.4, 1.0),  # one deviation more of verbatim: -1 + 2
        (0.5, 0.8, 0.0),  # two deviations more of topic: -1 + 2 * 0.5
        (0.0, 0.0, -6.0),  # -1 - 2 * 2 - 2 * 0.5
        (1.0, 1.0, 4.5),  # -1 + 2 * 2 + 3 * 0.5
    ],
)
def test_probabilities_computed_by_hand(verbatim: float, topic: float, odds: float) -> None:
    found = BY_HAND.probability({"verbatim": verbatim, "topic": topic, "unheard of": 99.0})
    assert found == pytest.approx(1.0 / (1.0 + math.exp(-odds)), abs=1e-12)


def test_even_odds_are_one_half() -> None:
    assert Logistic(0.0, {}).probability({}) == 0.5


def test_a_missing_feature_is_an_error_not_a_zero() -> None:
    with pytest.raises(KeyError):
        BY_HAND.probability({"verbatim": 1.0})


@settings(deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_any_evidence_gives_a_probability(verbatim: float, topic: float) -> None:
    assert 0.0 <= BY_HAND.probability({"verbatim": verbatim, "topic": topic}) <= 1.0


@settings(deadline=None)
@given(st.floats(-2, 2), st.floats(0.001, 1))
def test_more_of_a_positive_feature_never_lowers_it(verbatim: float, more: float) -> None:
    before = BY_HAND.probability({"verbatim": verbatim, "topic": 0.4})
    assert BY_HAND.probability({"verbatim": verbatim + more, "topic": 0.4}) >= before


def numbers(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """Where the numbers of some JSON are."""
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in numbers(value, (*path, key))]
    if isinstance(data, list):
        return [found for key, value in enumerate(data) for found in numbers(value, (*path, key))]
    return [path] if isinstance(data, int | float) else []


@pytest.mark.parametrize("path", numbers(packaged_model()), ids=lambda path: ".".join(map(str, path)))
def test_any_other_coefficient_is_another_fingerprint(path: tuple[Any, ...]) -> None:
    data = copy.deepcopy(packaged_model())
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] += 1e-6
    changed, packaged = RelationModel.from_mapping(data), RelationModel.from_mapping(packaged_model())
    assert changed.fingerprint != packaged.fingerprint


def test_the_order_of_the_file_is_not_part_of_the_fingerprint() -> None:
    backwards = dict(reversed(packaged_model().items()))
    assert RelationModel.from_mapping(backwards).fingerprint == RelationModel.from_mapping(packaged_model()).fingerprint


def test_the_packaged_model_knows_only_features_that_there_are() -> None:
    packaged = RelationModel.from_mapping(packaged_model())
    for one in (packaged.derivation.copied, packaged.derivation.restated, packaged.derivation.same_event):
        assert one.weights.keys() <= EVIDENCE.keys()
        assert all(deviation > 0 for _, deviation, _ in one.weights.values())


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(-1, 1))
def test_copied_or_restated_is_derived(verbatim: float, topic: float) -> None:
    nothing, certain = Logistic(-30.0, {}), Logistic(30.0, {})
    evidence = {"verbatim": verbatim, "topic": topic}
    alone = BY_HAND.probability(evidence)
    assert Derivation(BY_HAND, nothing, certain).probability(evidence) == pytest.approx(alone)
    assert Derivation(nothing, BY_HAND, certain).probability(evidence) == pytest.approx(alone)
    assert Derivation(BY_HAND, BY_HAND, certain).probability(evidence) == pytest.approx(1 - (1 - alone) ** 2)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 4), st.floats(-4, 4))
def test_a_calibration_keeps_the_order(one: float, more: float, slope: float, shift: float) -> None:
    line = Calibration(slope, shift)
    low, high = sorted((one, more))
    assert 0 <= line.of(low) <= line.of(high) <= 1


@pytest.mark.parametrize(("probability", "calibrated"), [(0.5, 0.2), (0.8, 0.8), (0.2, 1 / 65)])
def test_a_calibration_computed_by_hand(probability: float, calibrated: float) -> None:
    line = Calibration(2.0, -math.log(4))  # odds squared, then divided by four
    assert line.of(probability) == pytest.approx(calibrated)


def test_every_way_to_derive_is_calibrated_alike() -> None:
    line, even = Calibration(1.0, -math.log(3)), Logistic(0.0, {})
    by = Derivation(even, Logistic(30.0, {}), even, line)
    assert (by.copying({}), by.restating({})) == pytest.approx((0.25, 0.25))  # even odds come to one in four
    assert by.probability({}) == pytest.approx(0.5)  # three to one, to even


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(-1, 1))
def test_only_what_tells_the_same_event_is_restated(verbatim: float, topic: float) -> None:
    nothing, certain = Logistic(-30.0, {}), Logistic(30.0, {})
    evidence = {"verbatim": verbatim, "topic": topic}
    alone = BY_HAND.probability(evidence)
    assert Derivation(nothing, certain, BY_HAND).probability(evidence) == pytest.approx(alone)
    assert Derivation(nothing, certain, nothing).probability(evidence) == pytest.approx(0.0, abs=1e-8)
    assert Derivation(certain, certain, nothing).probability(evidence) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("derivation", "unsure"), [(0.0, False), (0.2, False), (0.21, True), (0.5, True), (0.79, True), (0.8, False)]
)
def test_what_is_neither_sure_nor_ruled_out_is_for_review(derivation: float, *, unsure: bool) -> None:
    model = RelationModel(Derivation(BY_HAND, BY_HAND, BY_HAND), Trees(0.0, (), 0.5), (0.2, 0.8), "by hand")
    assert model.needs_review(derivation) is unsure
