"""What a probability is worth, and how many are found at a share of false alarms. Pure: scores and labels alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

BINS = 15
"""Of a calibration curve."""


def threshold_at(negatives: Floats, rate: float) -> float:
    """The score that a pair has to exceed so that at most a share of the negatives is flagged.

    Args:
        negatives: Scores of pairs that must not be flagged, shape (n,).
        rate: Share of them that may be flagged; the number is rounded down, so 0.1 % of 900 pairs is none.

    Returns:
        The threshold; minus infinity where all may be flagged.
    """
    ordered = np.sort(negatives)[::-1]
    allowed = int(np.floor(rate * len(ordered) + 1e-9))
    return float(ordered[allowed]) if allowed < len(ordered) else float("-inf")


def recall_at(positives: Floats, negatives: Floats, rate: float) -> float:
    """Share of the positives above the threshold that flags at most a share of the negatives."""
    return float(np.mean(positives > threshold_at(negatives, rate))) if len(positives) else float("nan")


def flagged_at(negatives: Floats, rate: float) -> float:
    """Share of the negatives above the threshold of a rate: less than the rate where scores are tied."""
    return float(np.mean(negatives > threshold_at(negatives, rate))) if len(negatives) else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a calibration curve.

    Attributes:
        weight: Share of all pairs, 0..1.
        probability: Mean predicted probability.
        frequency: Share that is true.
    """

    weight: float
    probability: float
    frequency: float


def calibration(
    probabilities: Floats, truth: NDArray[np.bool_], weights: Floats | None = None, *, equal_mass: bool = False
) -> list[Bin]:
    """A calibration curve of 15 bins; empty ones are left out.

    Args:
        probabilities: Predicted, 0..1, shape (n,).
        truth: What was true, shape (n,).
        weights: Of each pair; equal if None.
        equal_mass: Bins that hold as many pairs each, instead of bins that are as wide each.
    """
    if not len(probabilities):
        return []
    weights = np.ones(len(probabilities)) if weights is None else weights
    if equal_mass:
        bins = np.empty(len(probabilities), dtype=int)
        bins[np.argsort(probabilities, kind="stable")] = np.arange(len(probabilities)) * BINS // len(probabilities)
    else:
        bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    found = []
    for index in range(BINS):
        inside = bins == index
        mass = float(weights[inside].sum())
        if mass > 0:
            found.append(
                Bin(
                    mass / float(weights.sum()),
                    float(weights[inside] @ probabilities[inside]) / mass,
                    float(weights[inside] @ truth[inside]) / mass,
                )
            )
    return found


def calibration_error(bins: Iterable[Bin]) -> float:
    """Expected calibration error: how far the bins' frequencies are from their probabilities, by weight."""
    return sum(one.weight * abs(one.probability - one.frequency) for one in bins)
