"""Stems: the distinct content words and numbers of each sentence of a text, as numbers that are quick to count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np

from dedup.text.shingles import word_hashes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from dedup.text.document import Words
    from dedup.text.languages.protocol import Language

_Said = TypeVar("_Said", str, tuple[str, str])

_REMEMBERED = 50_000
"""Words of a language whose stems are remembered, in some 8 MB: nearly all that news uses."""


@cache
def _remembered(language: Language) -> Callable[[str], str]:
    """What gives the stem of a content word, or a number; else nothing."""
    return lru_cache(maxsize=_REMEMBERED)(lambda word: _told(language, word))


def _told(language: Language, word: str, following: str = "") -> str:
    return word if word[0].isdigit() else language.stem(word, following)


@dataclass(frozen=True)
class Stems:
    """Which sentence of a text has which stem.

    Attributes:
        texts: The stems, each once, in the order in which they first stand.
        found: For each stem of each sentence its index in ``texts``, shape (places,); by sentence, then by index.
        sentences: The sentence it stands in, shape (places,).
        hashes: A hash of each stem, shape (stems,).
    """

    texts: list[str]
    found: NDArray[np.int64]
    sentences: NDArray[np.int64]
    hashes: NDArray[np.uint64]

    @classmethod
    def of(cls, words: Words, language: Language) -> Self:
        """Find the stems of a text; each word is looked at once, however often it is said.

        Args:
            words: Of its sentences.
            language: The rules it is read by.
        """
        if language.has_spaces:
            texts, of_each = _numbered(words.texts, _remembered(language))
        else:
            texts, of_each = _numbered(_with_following(words), lambda pair: _told(language, *pair))
        told = of_each >= 0
        many = max(len(texts), 1)
        sentences, found = np.divmod(np.unique(words.sentences[told].astype(np.int64) * many + of_each[told]), many)
        return cls(texts, found, sentences, word_hashes(texts))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many sentences have each stem, shape (stems,)."""
        return np.bincount(self.found, minlength=len(self.texts))

    def within(self, sentences: Sequence[int]) -> Stems:
        """Those of some sentences alone, which are counted anew.

        Args:
            sentences: In ascending order.
        """
        places = np.searchsorted(sentences, self.sentences)
        there = np.append(sentences, -1)[places] == self.sentences
        used, found = np.unique(self.found[there], return_inverse=True)
        return Stems([self.texts[index] for index in used.tolist()], found, places[there], self.hashes[used])

    def before(self, sentence: int) -> list[str]:
        """The stems of the sentences before one, each once."""
        last = int(self.sentences.searchsorted(sentence))
        return [self.texts[index] for index in sorted(set(self.found[:last].tolist()))]


def _numbered(said: Sequence[_Said], stem_of: Callable[[_Said], str]) -> tuple[list[str], NDArray[np.int64]]:
    """The stems of what is said, each once, and which of them each has, shape (said,); -1 where it has none."""
    indexes: dict[str, int] = {}
    of_said = {
        one: indexes.setdefault(stem, len(indexes)) if stem else -1
        for one in dict.fromkeys(said)
        for stem in [stem_of(one)]
    }
    return list(indexes), np.fromiter(map(of_said.__getitem__, said), dtype=np.int64, count=len(said))


def _with_following(words: Words) -> list[tuple[str, str]]:
    """Each word with the one behind it in its sentence; with nothing where it is the last."""
    goes_on = np.append(words.sentences[1:] == words.sentences[:-1], [False])[: len(words.texts)].tolist()
    behind = [*words.texts[1:], ""]
    return [(word, other if same else "") for word, other, same in zip(words.texts, behind, goes_on, strict=False)]
