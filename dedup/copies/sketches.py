"""Which known texts may share enough with another: an index of a few shingles of each.

The sketch of a text is its 16 shingles of the smallest hashes (Broder 1997). Of two texts with the Jaccard similarity
``s``, each of the 16 smallest of both together is in both sketches with the probability ``s``. A pair is looked at
exactly where two are, or a third of what ``s`` lets expect: at a half that misses one pair of 3,900, at seven tenths
one of 500,000. With 16 bands of 2 MinHash values, the same entries a text, one of 100 is missed at a half.

Entries are 8 bytes, hash and text in one number, in sorted runs; the newest are joined as soon as they are half as long
as those before them, so that there are few runs, and an entry is moved some twenty times in a million texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.copies.shingling import ShingleSets

LENGTH = 16
"""Shingles of a sketch, where the text has as many."""

MOST_TEXTS = 32
"""Texts that one shingle may lead to; what more of them have in common is furniture. Texts that are mostly furniture
are not lost by it where an index holds leads alone: they follow one lead, and few leads have all of it. Of 47,092
articles the same are grouped with 32 as with 256, at a fifth of the comparisons."""

_BITS = 32
_SHIFT = np.uint64(_BITS)


def least_shared(alike: float, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Shingles that two sketches share, at least, if their texts are worth an exact look.

    Args:
        alike: Jaccard similarity that is looked for.
        sizes: Of the smaller sketch of each pair.
    """
    return np.maximum(np.where(sizes <= LENGTH // 4, 1, 2), (sizes * (alike / 3)).astype(np.int64))


def by_row(rows: NDArray[np.int64], others: NDArray[np.int64], kept: NDArray[np.bool_]) -> dict[int, list[int]]:
    """Pairs as lists of the others, by row."""
    found: dict[int, list[int]] = {}
    for row, other in zip(rows[kept].tolist(), others[kept].tolist(), strict=True):
        found.setdefault(row, []).append(other)
    return found


class Sketches:
    """The sketches of the texts of a batch.

    Args:
        sets: The shingles of the texts.
    """

    def __init__(self, sets: ShingleSets) -> None:
        self.sizes = np.minimum(np.diff(sets.edges), LENGTH)
        starts = np.cumsum(self.sizes) - self.sizes
        self.owners = np.repeat(np.arange(len(self.sizes)), self.sizes)
        self.hashes = sets.hashes[np.repeat(sets.edges[:-1] - starts, self.sizes) + np.arange(len(self.owners))]

    def near(self, alike: float) -> dict[int, list[int]]:
        """For each text of the batch those before it that may be near copies of it.

        Of texts that share a shingle the first :data:`MOST_TEXTS` are held against the rest.
        """
        order = np.lexsort((self.owners, self.hashes))
        hashes, owners = self.hashes[order], self.owners[order]
        begins = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
        place = np.arange(len(hashes)) - np.repeat(begins, np.diff(begins, append=len(hashes)))
        later = [np.zeros(0, dtype=np.int64)]
        for back in range(1, int(place.max(initial=0)) + 1):
            here = np.flatnonzero((place >= back) & (place - back < MOST_TEXTS))
            later.append(owners[here] << _BITS | owners[here - back])
        pairs, counts = np.unique(np.concatenate(later), return_counts=True)
        rows, others = pairs >> _BITS, pairs & (2**_BITS - 1)
        return by_row(rows, others, counts >= least_shared(alike, np.minimum(self.sizes[rows], self.sizes[others])))


class SketchIndex:
    """From shingle to the texts whose sketch has it."""

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = []

    def add(self, hashes: NDArray[np.uint32], texts: NDArray[np.int64]) -> None:
        """Add entries.

        Args:
            hashes: Of sketches, shape (n,).
            texts: Number of the text each belongs to, below 2**32; shape (n,).
        """
        run = (hashes.astype(np.uint64) << _SHIFT) | texts.astype(np.uint64)
        run.sort()
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.concatenate([self._runs.pop(), run])
            run.sort(kind="stable")  # which takes two sorted runs as they are
        self._runs.append(run)

    def find(self, sketches: Sketches) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Look the sketches of a batch up.

        Returns:
            For each text of the batch and each known text that shares a shingle of its sketch: the number of the one,
            of the other, and how many they share.
        """
        order = np.argsort(sketches.hashes, kind="stable")
        wanted = sketches.hashes[order].astype(np.uint64) << _SHIFT
        found = [np.zeros(0, dtype=np.int64)]
        for run in self._runs:
            first = np.searchsorted(run, wanted)
            there = np.flatnonzero(first < len(run))
            there = there[(run[first[there]] ^ wanted[there]) >> _SHIFT == 0]
            first = first[there]
            count = np.searchsorted(run, wanted[there] | np.uint64(2**_BITS - 1), side="right") - first
            few = count <= MOST_TEXTS
            there, first, count = there[few], first[few], count[few]
            within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
            texts = (run[np.repeat(first, count) + within] & np.uint64(2**_BITS - 1)).astype(np.int64)
            found.append(np.repeat(sketches.owners[order[there]], count) << _BITS | texts)
        pairs, counts = np.unique(np.concatenate(found), return_counts=True)
        return pairs >> _BITS, pairs & (2**_BITS - 1), counts
