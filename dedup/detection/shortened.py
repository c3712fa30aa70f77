"""Texts without some of their paragraphs, which are set aside since they prove nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.side import Side
from dedup.text.facts import facts_within

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from dedup.text.document import Document
    from dedup.text.facts import Fact
    from dedup.text.languages.protocol import Language
    from dedup.text.stems import Stems


def without(side: Side, paragraphs: Collection[int]) -> Side:
    """A text as if some paragraphs had no sentences: what evidence is read from once they are set aside."""
    return ShortenedSide(side, [i for i, own in enumerate(side.sentence_paragraphs) if own not in paragraphs])


class Shortened:
    """A query as :func:`without` makes it, each made once: it is held so against several stored texts.

    Not kept by the text itself, which would keep itself so, until Python looks for cycles.

    Args:
        whole: The query.
    """

    def __init__(self, whole: Side) -> None:
        self.whole = whole
        self._made: dict[frozenset[int], Side] = {}

    def without(self, paragraphs: Collection[int]) -> Side:
        """The query as if some paragraphs had no sentences."""
        aside = frozenset(paragraphs)
        if aside not in self._made:
            self._made[aside] = without(self.whole, aside)
        return self._made[aside]


class ShortenedSide(Side):
    """Some sentences of a text, which is not read again for them but for its names, that depend on one another.

    Args:
        whole: The text.
        sentences: Which ones, ascending.
    """

    def __init__(self, whole: Side, sentences: list[int]) -> None:
        given: dict[str, object] = {"unknown_language": whole.unknown_language, "headline": whole.headline}
        given |= {"kept": None, "profile": None, "scale": whole.scale, "vectors": whole.vectors[sentences]}
        self.__dict__.update(given, _given=_Given(whole, sentences))

    @property
    def _of(self) -> _Given:
        given: _Given = self.__dict__["_given"]
        return given

    @cached_property
    def document(self) -> Document:
        """The text as if it had no other sentences; see :class:`Side`."""
        document = self._of.whole.document
        sentences = tuple(document.sentences[index] for index in self._of.sentences)
        return replace(document, sentences=sentences, passages=(), _words=None)

    @property
    def language(self) -> Language:
        """The rules it is read by."""
        return self._of.whole.language

    @cached_property
    def sentence_words(self) -> NDArray[np.int32]:
        """How many words each sentence has, shape (sentences,)."""
        return self._of.whole.sentence_words[self._of.sentences]

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """A hash of each word, shape (words,)."""
        return self._of.whole.hashes[self._of.words]

    @cached_property
    def quoted_words(self) -> NDArray[np.bool_]:
        """Which words stand inside a quotation, shape (words,)."""
        return self._of.whole.quoted_words[self._of.words]

    @cached_property
    def stems(self) -> Stems:
        """The distinct content words and numbers of each sentence."""
        return self._of.whole.stems.within(self._of.sentences)

    @cached_property
    def facts(self) -> list[Fact]:
        """Its numbers, dates and names."""
        return facts_within(self.document, self._of.sentences, self._of.whole.facts)

    @property
    def _headline_stems(self) -> list[str]:
        return sorted(self._of.whole.topic.headline)


@dataclass(frozen=True)
class _Given:
    """What a text was shortened to.

    Attributes:
        whole: The text before.
        sentences: Which of its sentences are left, ascending.
    """

    whole: Side
    sentences: list[int]

    @cached_property
    def words(self) -> NDArray[np.bool_]:
        """Which of its words are left, shape (words,)."""
        left = np.zeros(len(self.whole.sentence_words), dtype=bool)
        left[self.sentences] = True
        return np.repeat(left, self.whole.sentence_words)
