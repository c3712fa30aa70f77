"""Words stand in for meaning, where a model is not what is measured: nothing is loaded, and equal words are close."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.scale import RAW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.detection.scale import Scale
    from dedup.ports.arrays import Vectors


class HashingEncoder:
    """Texts that share words are close: each word has a random vector of its own, a text is their sum.

    Args:
        dimension: Of the vectors.
        seed: Another one gives other vectors.
        languages: Those it says that it knows; None for all.
    """

    def __init__(self, dimension: int = 64, seed: int = 1, languages: frozenset[str] | None = None) -> None:
        self._dimension = dimension
        self._languages = languages
        self._seed = seed

    @property
    def name(self) -> str:
        """What it is called."""
        return "hashing"

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return self._dimension

    @property
    def languages(self) -> frozenset[str] | None:
        """Those it knows; None for all."""
        return self._languages

    @property
    def way(self) -> str:
        """What runs it."""
        return "numpy"

    @property
    def fingerprint(self) -> str:
        """Two that agree on it give the same vectors."""
        return f"hashing-{self._dimension}-{self._seed}"

    @property
    def scale(self) -> Scale:
        """Its cosines are read as they are."""
        return RAW

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A unit vector a text, of shape (len(texts), dimension)."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                vectors[row] += _vector(word, self._dimension, self._seed)
        unit: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit


@lru_cache(10_000)  # a generator takes ten times as long to make as its numbers, and words come again
def _vector(word: str, dimension: int, seed: int) -> NDArray[np.float32]:
    random = np.random.default_rng([seed, zlib.crc32(word.encode("utf-8", "surrogatepass"))])
    return random.standard_normal(dimension, dtype=np.float32)
