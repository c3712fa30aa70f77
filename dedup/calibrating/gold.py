"""The gold set that ships, as figures: no calibration may be worse on it than what ships.

``detection/gold.json`` has the log-odds of its pairs as the shipped models give them (``python -m benchmarks odds``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from dedup.calibrating.recalibration import Figures, figures_of
from dedup.detection.verdict import Relation
from dedup.errors import CalibrationRefused

if TYPE_CHECKING:
    from dedup.detection.calibration import Calibration

_SHARES = tuple(step / 20 for step in range(20, 0, -1))
"""Parts of the way to a calibration that are tried: the farthest that does no harm is taken."""

_NOISE = 0.005
"""Calibration error by which one may be higher: of 220 pairs one that crosses the edge of a bin moves it by that."""


@dataclass(frozen=True, slots=True)
class Held:
    """A calibration that was held against the gold set.

    Attributes:
        calibration: What does no harm of the one that was asked for.
        share: How much of the way to that it is, 0..1.
        before: Figures of the gold set as shipped.
        after: Figures with it.
    """

    calibration: Calibration
    share: float
    before: Figures
    after: Figures


def held_to_gold(calibration: Calibration, relation_model: str) -> Held:
    """As much of a calibration as does no harm on the gold set.

    Args:
        calibration: What labelled pairs ask for.
        relation_model: Fingerprint of the model that decides.

    Raises:
        CalibrationRefused: Any part of it does harm, or the figures that ship are of another relation model.
    """
    gold: dict[str, Any] = json.loads(resources.files("dedup.detection").joinpath("gold.json").read_text("utf-8"))
    if gold["relation_model"] != relation_model:
        message = "the gold set's figures are of another relation model; make them with `python -m benchmarks odds`"
        raise CalibrationRefused(message)
    odds = [row[3] for row in gold["pairs"]]
    derived = [Relation(row[2]).is_derived for row in gold["pairs"]]
    before = figures_of(odds, derived)
    for share in _SHARES:
        part = calibration.towards_shipped(share)
        after = figures_of(odds, derived, part)
        if _harmless(before, after):
            return Held(part, share, before, after)
    asked = figures_of(odds, derived, calibration)
    message = (
        f"{calibration.name} would be worse on the shipped gold set than what ships: right side of one half "
        f"{asked.right:.1%} instead of {before.right:.1%}, off by {asked.error:.1%} instead of {before.error:.1%}. "
        "Answers that were given of what the queue showed lean one way; answer more pairs of the other kind"
    )
    raise CalibrationRefused(message)


def _harmless(before: Figures, after: Figures) -> bool:
    return after.right >= before.right and after.recall >= before.recall and after.error <= before.error + _NOISE
