from __future__ import annotations

import numpy as np
import pytest

from dedup.calibrating.gold import held_to_gold
from dedup.calibrating.recalibration import Labelled, labelled, proposed
from dedup.detection.calibration import AS_SHIPPED, Calibration
from dedup.detection.odds import probability_of
from dedup.errors import CalibrationRefused
from dedup.wiring import build_judge

MODEL = build_judge().fingerprint


def pairs(count: int, offset: float, groups: int = 40, seed: int = 4) -> list[Labelled]:
    """Pairs of an archive where a derivation is worth what another one, so many log-odds away, says."""
    random = np.random.default_rng(seed)
    odds = random.normal(0.0, 2.5, count)
    truth = random.random(count) < [probability_of(one + offset) for one in odds]
    return [
        Labelled(f"copy {n}", f"source {n % groups}", probability_of(float(odds[n])), bool(truth[n]))
        for n in range(count)
    ]


def test_a_recalibration_is_worth_more_on_groups_that_it_was_not_fitted_to() -> None:
    found = proposed(pairs(600, -1.5))
    assert found.calibration.offset < -1.0
    assert (found.labels, found.groups) == (600, 40)
    assert found.after.error < found.before.error / 2
    assert found.after.right > found.before.right
    assert found.after.flagged < found.before.flagged
    found.require_gain()


def test_an_archive_like_those_that_were_fitted_to_gains_nothing() -> None:
    found = proposed(pairs(600, 0.0))
    assert abs(found.calibration.offset) < 0.4
    nothing = proposed(pairs(600, -1.5), share=0.0)
    assert nothing.calibration == AS_SHIPPED
    assert nothing.before == nothing.after
    with pytest.raises(CalibrationRefused, match="nothing to gain"):
        nothing.require_gain()


@pytest.mark.parametrize(
    ("few", "told"),
    [
        (pairs(20, 0.0), "20 with a probability to move"),
        (pairs(200, -9.0), "of the rarer kind"),
        (pairs(200, 0.0, groups=3), "in 3 groups"),
        ([], "0 with a probability"),
    ],
)
def test_too_few_pairs_are_refused(few: list[Labelled], told: str) -> None:
    with pytest.raises(CalibrationRefused, match=told):
        proposed(few)


def test_pairs_with_a_common_text_are_one_group() -> None:
    chain = [Labelled(f"t{n}", f"t{n + 1}", 0.5, n % 2 == 0) for n in range(60)]
    with pytest.raises(CalibrationRefused, match="in 1 groups"):
        proposed(chain)


@pytest.mark.parametrize(
    "machine",
    [
        {"relation": "identical", "derivation": 1.0},
        {"relation": "series", "derivation": 0.3},
        {"relation": "unrelated", "derivation": 0.49},
        {"relation": "rewrite", "derivation": None},
        {},
    ],
)
def test_what_no_probability_decides_teaches_nothing(machine: dict[str, object]) -> None:
    assert labelled("a", "b", machine, derived=True) is None


def test_an_answer_on_a_calibrated_derivation_is_led_back_to_what_ships() -> None:
    by = Calibration(0.8, -0.5)
    machine = {"relation": "rewrite", "derivation": by.of(0.9), "model": f"relation-1 {by.name} scale-2"}
    found = labelled("a", "b", machine, derived=True)
    assert found is not None
    assert found.derivation == pytest.approx(0.9)


def test_what_ships_does_no_harm_on_the_gold_set() -> None:
    held = held_to_gold(AS_SHIPPED, MODEL)
    assert (held.calibration, held.share) == (AS_SHIPPED, 1.0)
    assert held.before == held.after
    assert held.before.right > 0.9


def test_what_would_be_worse_on_the_gold_set_is_refused_or_gone_a_part_of_the_way() -> None:
    with pytest.raises(CalibrationRefused, match="worse on the shipped gold set"):
        held_to_gold(Calibration(1.0, 4.0), MODEL)
    held = held_to_gold(Calibration(1.0, -2.0), MODEL)
    assert 0.0 < held.share <= 1.0
    assert held.calibration == Calibration(1.0, -2.0).towards_shipped(held.share)
    assert held.after.right >= held.before.right
    assert held.after.recall >= held.before.recall


def test_figures_of_another_relation_model_are_refused() -> None:
    with pytest.raises(CalibrationRefused, match="python -m benchmarks odds"):
        held_to_gold(AS_SHIPPED, "relation-0")
