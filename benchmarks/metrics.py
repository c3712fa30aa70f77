"""Figures, computed from scores and labels alone. Pure: no files, no engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from dedup.calibrating.figures import recall_at

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


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


def recall_curve(positives: Floats, negatives: Floats, rates: Floats) -> Floats:
    """Recall at each of some false-positive rates, shape as ``rates``."""
    return np.array([recall_at(positives, negatives, float(rate)) for rate in rates])


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
