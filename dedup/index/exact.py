"""Brute force: what the real indexes are measured against, and quick enough for a few thousand items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.index.answers import none_found
from dedup.ports.indexes import EVERYWHERE
from dedup.text.shingles import SHINGLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys, Signatures, Vectors
    from dedup.ports.indexes import Bounds, Place

_SKETCH = 256
"""Smallest hashes kept of a set; a passage of news has some hundred shingles at most."""


class ExactLexicalIndex:
    """Finds every item that shares at least one shingle. The signature of a set is its shingles themselves.

    A set of more than 256 shingles is cut to the 256 smallest hashes, which keeps any two comparable.
    """

    def __init__(self) -> None:
        self._items: dict[int, frozenset[int]] = {}

    @property
    def scheme(self) -> str:
        """Everything two signatures must agree on to be comparable."""
        return f"exact, {_SKETCH} smallest hashes, shingles of {SHINGLE_WORDS} words"

    def sign(self, shingles: Sequence[NDArray[np.uint64]]) -> Signatures:
        """The smallest hashes of each set, shape (len(shingles), 256), filled up with the largest number."""
        signatures = np.full((len(shingles), _SKETCH), np.iinfo(np.uint64).max, dtype=np.uint64)
        for row, hashes in enumerate(shingles):
            smallest = np.unique(hashes)[:_SKETCH]
            signatures[row, : len(smallest)] = smallest
        return signatures

    def add(self, keys: Sequence[int], signatures: Signatures) -> None:
        """Add items; a key that is there already is replaced."""
        self._items.update(zip(map(int, keys), map(_shingles, signatures), strict=True))

    def remove(self, keys: Sequence[int]) -> None:
        """Remove items; unknown keys are ignored."""
        for key in keys:
            self._items.pop(int(key), None)

    def query(self, signatures: Signatures) -> list[dict[int, float]]:
        """For each signature the keys of items that share a shingle with it, each with the share of its shingles."""
        return [
            {key: len(held & asked) / len(asked) for key, held in self._items.items() if not held.isdisjoint(asked)}
            for asked in map(_shingles, signatures)
        ]

    def clear(self) -> None:
        """Remove everything."""
        self._items.clear()


class ExactSemanticIndex:
    """Compares with every vector, in single precision. Kept in memory only; not for several threads.

    Args:
        dimension: Of the vectors.
    """

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._items: dict[int, NDArray[np.float32]] = {}
        self._places: dict[int, Place] = {}
        self._sequence = 0

    @property
    def shared(self) -> bool:
        """It is one process's."""
        return False

    @property
    def sequence(self) -> int:
        """The last store operation that is taken in."""
        return self._sequence

    def refresh(self) -> None:
        """Nobody else changes it."""

    def __len__(self) -> int:
        """How many items it holds."""
        return len(self._items)

    def add(self, keys: Keys, vectors: Vectors, places: Sequence[Place] = ()) -> None:
        """Add items; a key that is there already is replaced."""
        self._items.update(zip(keys.tolist(), np.array(vectors, dtype=np.float32), strict=True))
        self._places.update(zip(keys.tolist(), places, strict=False))

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        for key in keys.tolist():
            self._items.pop(key, None)

    def search(self, vectors: Vectors, count: int, within: Bounds = EVERYWHERE) -> tuple[NDArray[np.float32], Keys]:
        """The nearest items of each vector, best first; equal ones by key.

        Returns:
            Cosines and keys, both of shape (len(vectors), count); where there are fewer items, key -1 and cosine -1.
        """
        cosines, found = none_found(vectors, count)
        admitted = sorted(key for key in self._items if self._is_within(key, within))
        if admitted:
            keys = np.array(admitted, dtype=np.int64)
            held = np.stack([self._items[key] for key in keys.tolist()])
            every = np.asarray(vectors, dtype=np.float32).reshape(-1, self._dimension) @ held.T
            order = np.argsort(-every, axis=1, kind="stable")[:, :count]
            cosines[:, : order.shape[1]] = np.take_along_axis(every, order, axis=1)
            found[:, : order.shape[1]] = keys[order]
        return cosines, found

    def _is_within(self, key: int, within: Bounds) -> bool:
        if within.before is not None and key >= within.before:
            return False
        if within.since is None and within.until is None and within.sources is None:
            return True
        place = self._places.get(key)
        return place is None or (
            (within.since is None or place.at >= within.since)
            and (within.until is None or place.at <= within.until)
            and (within.sources is None or place.source in within.sources)
        )

    def advance(self, sequence: int) -> None:
        """Note that all operations up to this one are taken in."""
        self._sequence = max(self._sequence, sequence)

    def clear(self) -> None:
        """Remove everything and go back to sequence 0."""
        self._items.clear()
        self._sequence = 0

    def save(self) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing runs."""


def _shingles(signature: NDArray[np.uint64]) -> frozenset[int]:
    return frozenset(signature.tolist()) - {int(np.iinfo(np.uint64).max)}
