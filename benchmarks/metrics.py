"""Figures, computed from scores and labels alone. Pure: no files, no engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BINS = 15
"""Of a calibration curve."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Found, wrongly found and missed.

    Attributes:
        right: Found and in the gold labels.
        wrong: Found and not in the gold labels.
        missed: In the gold labels and not found.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Counts of both together."""
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of the found that is right; 1 if nothing was found."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the gold labels that was found; 1 if there are none."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


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


def recall_curve(positives: Floats, negatives: Floats, rates: Floats) -> Floats:
    """Recall at each of some false-positive rates, shape as ``rates``."""
    return np.array([recall_at(positives, negatives, float(rate)) for rate in rates])


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


def confusion(labels: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """How often each gold label got each predicted one.

    Args:
        labels: Gold and predicted label of each item.
    """
    matrix: dict[str, dict[str, int]] = {}
    for (gold, predicted), count in sorted(Counter(labels).items()):
        matrix.setdefault(gold, {})[predicted] = count
    return matrix


def accuracy(matrix: dict[str, dict[str, int]]) -> float:
    """Share of a confusion matrix on its diagonal."""
    total = sum(sum(row.values()) for row in matrix.values())
    return _share(sum(row.get(gold, 0) for gold, row in matrix.items()), total)


def matched(gold: Sequence[object], found: Sequence[object], agree: Sequence[Sequence[bool]]) -> Counts:
    """Count a one-to-one assignment of found items to gold ones, first come first served.

    Args:
        gold: Gold items.
        found: Found items.
        agree: Whether gold item i and found item j are the same, shape (gold, found).
    """
    free = set(range(len(found)))
    right = 0
    for row in agree:
        hit = next((index for index in sorted(free) if row[index]), None)
        if hit is not None:
            free.remove(hit)
            right += 1
    return Counts(right, len(found) - right, len(gold) - right)


def link_counts(gold: Iterable[tuple[int, int]], found: Iterable[tuple[int, int]]) -> Counts:
    """Compare aligned pairs of paragraphs."""
    wanted, got = set(gold), set(found)
    return Counts(len(wanted & got), len(got - wanted), len(wanted - got))


def adjusted_rand(gold: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Agreement of two groupings of the same items beyond chance (Hubert & Arabie 1985); 1 if they are the same."""
    both = sum(comb(count, 2) for count in Counter(zip(gold, found, strict=True)).values())
    first = sum(comb(count, 2) for count in Counter(gold).values())
    second = sum(comb(count, 2) for count in Counter(found).values())
    pairs = comb(len(gold), 2)
    expected = first * second / pairs if pairs else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
