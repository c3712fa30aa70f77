"""What a text says itself, outside the quotations of others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class OwnWords:
    """The words of each sentence that stand outside quotations.

    Attributes:
        counts: How many, shape (sentences,).
        all: How many words it has with those inside, shape (sentences,).
    """

    counts: NDArray[np.float64]
    all: NDArray[np.float64]

    @classmethod
    def outside(cls, quoted: NDArray[np.bool_], edges: NDArray[np.int64]) -> OwnWords:
        """Count them.

        Args:
            quoted: Which words stand inside a quotation, shape (words,).
            edges: Where the words of each sentence begin, and where the last one ends, shape (sentences + 1,).
        """
        words = np.diff(edges).astype(np.float64)
        if not quoted.any():
            return cls(words, words)
        counted = np.concatenate([[0.0], np.cumsum(~quoted)])
        return cls(np.diff(counted[edges]), words)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Share of the text's own words in each sentence, shape (sentences,); of all its words if it has none."""
        counts = self.counts if self.counts.any() else self.all
        weights: NDArray[np.float64] = counts / max(float(counts.sum()), 1.0)
        return weights

    @cached_property
    def prevail(self) -> NDArray[np.bool_]:
        """Which sentences stand outside quotations for half or more, shape (sentences,)."""
        prevail: NDArray[np.bool_] = self.counts >= self.all / 2
        return prevail
