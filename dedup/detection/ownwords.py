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
        of: How many words each sentence has, shape (sentences,).
    """

    counts: NDArray[np.float64]
    of: NDArray[np.int32]

    @classmethod
    def outside(cls, quoted: NDArray[np.bool_], edges: NDArray[np.int64]) -> OwnWords:
        """Count them.

        Args:
            quoted: Which words stand inside a quotation, shape (words,).
            edges: Where the words of each sentence begin, and where the last one ends, shape (sentences + 1,).
        """
        counted = np.concatenate([[0.0], np.cumsum(~quoted)])
        return cls(np.diff(counted[edges]), np.diff(edges).astype(np.int32))

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Share of the text's own words in each sentence, shape (sentences,); of all its words if it has none."""
        counts = self.counts if self.counts.any() else self.of.astype(np.float64)
        weights: NDArray[np.float64] = counts / max(float(counts.sum()), 1.0)
        return weights

    @cached_property
    def prevail(self) -> NDArray[np.bool_]:
        """Which sentences stand outside quotations for half or more, shape (sentences,)."""
        prevail: NDArray[np.bool_] = self.counts >= self.of / 2
        return prevail
