"""Stand-ins for what is slow or remote, each an ordinary class that keeps the contract of its port."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.hashing import HashingEncoder
from dedup.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.ports.arrays import Vectors

__all__ = ["AlikeEncoder", "BilingualEncoder", "CountingReader", "EmptyShelf", "FailingReader", "HashingEncoder"]


class CountingReader:
    """Texts that share most of their words restate each other; remembers what it was given.

    Args:
        odds: Given for every pair, where it is not None.
    """

    def __init__(self, odds: float | None = None) -> None:
        self._odds = odds
        self.asked: list[tuple[str, str]] = []

    @property
    def name(self) -> str:
        return "counting-reader"

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        self.asked += pairs
        return np.array([self._of(*pair) for pair in pairs], dtype=np.float64)

    def _of(self, first: str, second: str) -> float:
        if self._odds is not None:
            return self._odds
        ours, theirs = (set(re.findall(r"\w+", text.lower())) for text in (first, second))
        return 8.0 * len(ours & theirs) / max(len(ours), 1) - 4.0


class EmptyShelf:
    """A service whose store has nothing, for pages of verdicts that were made elsewhere."""

    @property
    def store(self) -> EmptyShelf:
        return self

    def versions(self, article_id: str) -> tuple[()]:  # noqa: ARG002 - the store's method
        return ()


class FailingReader:
    """Can not read."""

    @property
    def name(self) -> str:
        return "failing-reader"

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        message = f"the adapter is gone, and {len(pairs)} windows were not read"
        raise EncoderError(message)


class BilingualEncoder(HashingEncoder):
    """Knows English and another language: a word of that one has the vector of the English word it is said to mean.

    Args:
        dictionary: English words by those of the other language, in lower case.
        other: The other language, as BCP 47 tag.
    """

    def __init__(self, dictionary: Mapping[str, str], other: str) -> None:
        super().__init__(dimension=256, languages=frozenset({"en", other}))
        self._dictionary = dictionary

    @property
    def name(self) -> str:
        return "bilingual"

    @property
    def fingerprint(self) -> str:
        return "bilingual"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode(
            [" ".join(self._dictionary.get(word, word) for word in re.findall(r"\w+", text.lower())) for text in texts]
        )


class AlikeEncoder(HashingEncoder):
    """Knows English alone, and finds all sentences close, as a model does in a language that it does not know."""

    def __init__(self) -> None:
        super().__init__(languages=frozenset({"en"}))

    @property
    def name(self) -> str:
        return "alike"

    @property
    def fingerprint(self) -> str:
        return "alike"

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = 0.4 * super().encode(texts)
        vectors[:, 0] += 1.0
        unit: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit
