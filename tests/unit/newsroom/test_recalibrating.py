from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.calibrations import Calibrations
from dedup.detection.scale import RAW, Curve, Scale
from dedup.errors import CalibrationRefused
from dedup.newsroom.recalibrating import by_answers
from dedup.wiring import build_judge
from tests.answered import made_up_answers

if TYPE_CHECKING:
    from dedup.ports.store import ArticleStore

MODEL = build_judge().fingerprint
SCALED = Scale(Curve(((0.7, 0.0), (1.0, 1.0))))


class Nothing:
    """A store that learned nothing."""

    def learned(self, name: str) -> None:
        del name


def models(scale: Scale = RAW) -> Calibrations:
    store: ArticleStore = Nothing()  # type: ignore[assignment]
    return Calibrations(store, MODEL, "sentences", scale)


def test_answers_ask_for_a_calibration_that_does_no_harm_on_the_gold_set() -> None:
    found = by_answers(made_up_answers(400, -1.5, MODEL), models())
    assert found.proposal.calibration.offset < 0
    assert found.proposal.calibration == found.gold.calibration
    assert found.proposal.after.error < found.proposal.before.error
    assert found.gold.after.right >= found.gold.before.right


def test_a_desk_that_sees_it_quite_otherwise_is_not_followed_against_the_gold_set() -> None:
    with pytest.raises(CalibrationRefused, match="gold set"):
        by_answers(made_up_answers(400, 4.0, MODEL), models())


def test_answers_on_what_other_models_said_are_left_out() -> None:
    said = made_up_answers(400, -1.5, f"{MODEL} reader-1 {SCALED.name}")
    assert by_answers(said, models(SCALED)).proposal.labels == 400
    for others in (said, made_up_answers(400, -1.5, "relation-0")):
        with pytest.raises(CalibrationRefused, match="0 with a probability"):
            by_answers(others, models())
