"""Stems: the distinct content words and numbers of each sentence of a text, as numbers that are quick to count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Self

import numpy as np

from dedup.text.shingles import word_hashes
from dedup.text.words import content_stem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.text.document import Words


_REMEMBERED = 50_000
"""Words whose stems are remembered, in some 8 MB: nearly all that news uses."""


@lru_cache(maxsize=_REMEMBERED)
def _told(word: str) -> str:
    """The stem of a content word, or a number; else nothing."""
    return word if word[0].isdigit() else content_stem(word)


@dataclass(frozen=True)
class Stems:
    """Which sentence of a text has which stem.

    Attributes:
        texts: The stems, each once, in the order in which they first stand.
        found: For each stem of each sentence its index in ``texts``, shape (places,); by sentence, then by index.
        sentences: The sentence it stands in, shape (places,).
    """

    texts: list[str]
    found: NDArray[np.int64]
    sentences: NDArray[np.int64]

    @classmethod
    def of(cls, words: Words) -> Self:
        """Find the stems of a text; each word is looked at once, however often it is said.

        Args:
            words: Of its sentences.
        """
        indexes: dict[str, int] = {}
        of_words = {
            word: indexes.setdefault(stem, len(indexes)) if stem else -1
            for word in dict.fromkeys(words.texts)
            for stem in [_told(word)]
        }
        of_each = np.fromiter(map(of_words.__getitem__, words.texts), dtype=np.int64, count=len(words.texts))
        told = of_each >= 0
        many = max(len(indexes), 1)
        sentences, found = np.divmod(np.unique(words.sentences[told].astype(np.int64) * many + of_each[told]), many)
        return cls(list(indexes), found, sentences)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many sentences have each stem, shape (stems,)."""
        return np.bincount(self.found, minlength=len(self.texts))

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """A hash of each, shape (stems,)."""
        return word_hashes(self.texts)

    def before(self, sentence: int) -> list[str]:
        """The stems of the sentences before one, each once."""
        last = int(np.searchsorted(self.sentences, sentence))
        return [self.texts[index] for index in np.unique(self.found[:last]).tolist()]
