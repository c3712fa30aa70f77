"""The hashes of a text, each once: which of them other texts have is asked of a dozen texts in one lookup."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROOM = 16
"""Places of a table for each hash, at least: it tells 15 in 16 of what a text has not, and stays in the processor's
nearest cache for one of a thousand words."""


@dataclass(frozen=True)
class Vocabulary:
    """The different hashes of a text.

    Attributes:
        hashes: Each once, sorted, shape (different,).
        firsts: Where each first stands, shape (different,).
        numbers: For each hash of the text its place in ``hashes``, shape (n,).
    """

    hashes: NDArray[np.uint64]
    firsts: NDArray[np.intp]
    numbers: NDArray[np.intp]

    @classmethod
    def of(cls, hashes: NDArray[np.uint64]) -> Self:
        """Find them.

        Args:
            hashes: As they follow one another, shape (n,).
        """
        return cls(*np.unique(hashes, return_index=True, return_inverse=True))

    @cached_property
    def _ends(self) -> NDArray[np.bool_]:
        """Which last bits there are, shape (a power of two,)."""
        ends = np.zeros(1 << (_ROOM * len(self.hashes)).bit_length(), dtype=bool)
        ends[_last_bits(self.hashes, ends)] = True
        return ends

    def may_have(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which of another text's hashes may be among them, shape (m,): all that are, and a few more."""
        may_have: NDArray[np.bool_] = self._ends[_last_bits(hashes, self._ends)]
        return may_have

    def shared_with(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """What another text has of them.

        Args:
            hashes: Of that, shape (m,).

        Returns:
            The places of the shared ones in :attr:`hashes`, and where they stand there, in that order.
        """
        there = self.may_have(hashes).nonzero()[0]
        places, found = self.places_of(hashes[there])
        return places, there[found]

    def places_of(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where in :attr:`hashes` those of some stand that are among them, and which are, shape (m,)."""
        if not len(self.hashes):
            return np.zeros(0, dtype=np.intp), np.zeros(len(hashes), dtype=bool)
        places = np.minimum(self.hashes.searchsorted(hashes), len(self.hashes) - 1)
        found = self.hashes[places] == hashes
        return places[found], found


def _last_bits(hashes: NDArray[np.uint64], table: NDArray[np.bool_]) -> NDArray[np.int64]:
    return (hashes & np.uint64(len(table) - 1)).view(np.int64)
