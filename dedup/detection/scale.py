"""One scale for the cosines of all sentence models: that of the packaged one, to which every threshold was fitted.

One model's unrelated sentences lie at 0.1, another's at 0.7. Where two models put the same pairs of sentences in nearly
the same order, what differs is the scale, so the curve that maps the quantiles of the one onto the other's (quantile
matching) makes both mean the same. Closest stays closest: the curve rises everywhere.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float32] | NDArray[np.float64]

GROUPS = 9
"""Groups of pairs, by rank, whose means are the points of a curve: of some 30 pairs each, so that no point follows the
noise of a few."""

_LEAST_STEP = 1e-4
"""Cosine by which points must lie apart: closer ones are one."""

MARK = "scale-"
"""What the name of a scale begins with."""

_EXACT = (1.0, 1.0)
"""The same sentence is the same sentence to every model."""


@dataclass(frozen=True, slots=True)
class Curve:
    """From a model's cosines to the common scale: straight between points, and on below the first.

    Attributes:
        points: Of it, rising, the last one (1, 1); none for a model whose cosines are on that scale.
    """

    points: tuple[tuple[float, float], ...] = ()

    def of(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """The same cosines on the common scale, -1..1, in any shape."""
        if not self.points:
            return cosines
        theirs, ours = np.array(self.points).T
        steepness = (ours[1] - ours[0]) / (theirs[1] - theirs[0])
        found = np.interp(cosines, theirs, ours)
        below = np.minimum(cosines - theirs[0], 0.0) * steepness
        on_scale: NDArray[np.float32] = np.maximum(found + below, -1.0).astype(np.float32)
        return on_scale


@dataclass(frozen=True, slots=True)
class Scale:
    """How the cosines of a sentence model are read.

    Passages are means of sentences, in which what all sentences have in common weighs more, so they have a curve of
    their own.

    Attributes:
        sentences: Of two sentences.
        passages: Of two passages.
    """

    sentences: Curve = Curve()
    passages: Curve = Curve()

    @property
    def name(self) -> str:
        """What an answer calls it; changes with the curves. Empty where cosines are read as they are."""
        if self == RAW:
            return ""
        return f"{MARK}{hashlib.sha256(repr((self.sentences.points, self.passages.points)).encode()).hexdigest()[:8]}"

    def between(self, first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines of every sentence with every other on the common scale; 0 with one that was not encoded.

        Args:
            first: Unit vectors of sentences, zero for those that were not encoded, shape (n, dimension).
            second: Of others, shape (m, dimension).

        Returns:
            Shape (n, m).
        """
        cosines: NDArray[np.float32] = first @ second.T
        if not self.sentences.points:
            return cosines
        encoded = np.outer(first.any(axis=1), second.any(axis=1))
        return np.where(encoded, self.sentences.of(cosines), np.float32(0.0))

    def topic(self, first: Whole, second: Whole) -> float:
        """Cosine of two texts as wholes, which are the means of their sentences, on the common scale.

        A mean's cosine is made of those of its sentences: <a, b> = sum of w_i v_j <a_i, b_j>, lengths likewise.

        Args:
            first: One text.
            second: The other.
        """
        if not self.sentences.points:
            return float(first.mean @ second.mean / max(float(first.length * second.length), 1e-9))
        length = first.square_on(self) * second.square_on(self)
        both = first.weights @ self.between(first.vectors, second.vectors) @ second.weights
        return max(-1.0, min(1.0, float(both / math.sqrt(max(float(length), 1e-9)))))


@dataclass(frozen=True)
class Whole:
    """A text as the mean of its sentences; what is made of it alone is made once.

    Attributes:
        weights: Of its sentences, which sum to 1, shape (n,).
        vectors: Theirs, shape (n, dimension).
    """

    weights: NDArray[np.float64]
    vectors: NDArray[np.float32]

    @cached_property
    def mean(self) -> NDArray[np.float64]:
        """Of the vectors, shape (dimension,)."""
        mean: NDArray[np.float64] = self.weights @ self.vectors
        return mean

    @cached_property
    def length(self) -> np.floating[Any]:
        """Of the mean."""
        return np.linalg.norm(self.mean)

    @cached_property
    def _squares(self) -> dict[Scale, float]:
        return {}

    def square_on(self, scale: Scale) -> float:
        """Of the mean's length, made of cosines on a scale."""
        if scale not in self._squares:
            self._squares[scale] = float(self.weights @ scale.between(self.vectors, self.vectors) @ self.weights)
        return self._squares[scale]


RAW = Scale()
"""Of the packaged model: cosines as they are."""


def matched(theirs: Floats, ours: Floats) -> Curve:
    """The curve that maps the quantiles of a model's cosines onto those of the packaged model.

    Args:
        theirs: The model's cosines of some pairs that range from unrelated to nearly the same, shape (n,).
        ours: The packaged model's of the same pairs, shape (n,).

    Raises:
        ValueError: The model finds all pairs about as close, so that there is nothing to tell them apart by.
    """
    pairs = zip(np.array_split(np.sort(theirs), GROUPS), np.array_split(np.sort(ours), GROUPS), strict=True)
    points: list[tuple[float, float]] = []
    for one, other in pairs:
        point = round(float(one.mean()), 6), round(float(other.mean()), 6)
        apart = not points or (point[0] - points[-1][0] >= _LEAST_STEP and point[1] > points[-1][1])
        if apart and _EXACT[0] - point[0] >= _LEAST_STEP and point[1] < _EXACT[1]:
            points.append(point)
    if len(points) < GROUPS // 2:
        message = f"of sentences from unrelated to nearly the same the closest cosine is {float(np.max(theirs)):.3f}, "
        message += f"the farthest {float(np.min(theirs)):.3f}"
        raise ValueError(message)
    return Curve((*points, _EXACT))
