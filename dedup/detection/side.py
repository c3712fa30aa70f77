"""One of two texts that are compared, with everything that is read from it: each of it once, when asked for."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.detection.quotepairs import QuotedSide
from dedup.detection.runs import LEAST_RUN
from dedup.detection.scale import RAW
from dedup.detection.slots import FactSide
from dedup.text.canonical import canonicalise
from dedup.text.facts import find_facts
from dedup.text.forms import Form
from dedup.text.quotations import find_unspoken, with_speakers
from dedup.text.rarity import rarity
from dedup.text.readings import Readings
from dedup.text.shingles import paragraph_digests, shingle_hashes, word_hashes
from dedup.text.stems import Stems
from dedup.text.words import words as words_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from dedup.article import Span
    from dedup.detection.scale import Scale
    from dedup.text.document import Document
    from dedup.text.facts import Fact
    from dedup.text.quotations import Found, Quotation

LEAD_WORDS = 60
"""Words, in whole sentences, that tell what a report is about."""


@dataclass(frozen=True)
class Side:
    """One of the two texts, with everything the comparison reads from it.

    Attributes:
        document: The text, cut up.
        vectors: Unit vectors of its sentences, shape (sentences, dimension); zero for those that were not encoded.
            What is made of their cosines is read by ``scale``.
        unknown_language: The text's language, where the sentence model does not know it and the vectors mean nothing.
        kept: What was read off the text before; None reads it when asked for.
        headline: As it was sent; empty where there is none.
        scale: Of the sentence model.
    """

    document: Document
    vectors: NDArray[np.float32]
    unknown_language: str = ""
    kept: Readings | None = None
    headline: str = ""
    scale: Scale = RAW

    def without(self, paragraphs: Collection[int]) -> Side:
        """The same text as if some paragraphs had no sentences: what evidence is read from once they are set aside."""
        kept = [i for i, sentence in enumerate(self.document.sentences) if sentence.paragraph not in paragraphs]
        sentences = tuple(self.document.sentences[i] for i in kept)
        document = replace(self.document, sentences=sentences, passages=(), _words=None)
        return Side(document, self.vectors[kept], self.unknown_language, headline=self.headline, scale=self.scale)

    @cached_property
    def _shortened(self) -> dict[frozenset[int], Side]:
        return {}

    def once_without(self, paragraphs: Collection[int]) -> Side:
        """The same as :meth:`without`, made once: for a query, which is held so against several stored texts."""
        aside = frozenset(paragraphs)
        if aside not in self._shortened:
            self._shortened[aside] = self.without(aside)
        return self._shortened[aside]

    @cached_property
    def by_words(self) -> NDArray[np.bool_]:
        """Which sentences were not encoded, so that only their words can be compared, shape (sentences,)."""
        by_words: NDArray[np.bool_] = np.logical_not(self.vectors.any(axis=1))
        return by_words

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """A hash of each word, shape (words,)."""
        return word_hashes(self.document.words.texts)

    @cached_property
    def vocabulary(self) -> NDArray[np.uint64]:
        """The hashes of its words, sorted, each once."""
        return np.unique(self.hashes)

    @cached_property
    def stretches(self) -> NDArray[np.uint64]:
        """Hashes of its stretches of :data:`dedup.detection.runs.LEAST_RUN` words, sorted."""
        return np.sort(shingle_hashes(self.hashes, LEAST_RUN))

    @cached_property
    def word_edges(self) -> NDArray[np.int64]:
        """Where the words of each sentence begin, and where the last one ends, shape (sentences + 1,)."""
        edges: NDArray[np.int64] = np.searchsorted(
            self.document.words.sentences, np.arange(len(self.document.sentences) + 1)
        )
        return edges

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Share of the text's words in each sentence, shape (sentences,); sums to 1."""
        words = self.document.sentence_words.astype(np.float64)
        weights: NDArray[np.float64] = words / max(float(words.sum()), 1.0)
        return weights

    @cached_property
    def paragraph_weights(self) -> NDArray[np.float64]:
        """Share of the text's words in each paragraph, shape (paragraphs,); sums to 1."""
        return self.by_paragraph(self.weights)

    def by_paragraph(self, of_sentences: NDArray[Any]) -> NDArray[np.float64]:
        """What each paragraph's sentences come to, shape (paragraphs,)."""
        spans = [(p.sentences.start, p.sentences.stop) for p in self.document.paragraphs]
        return np.array([of_sentences[first:stop].sum() for first, stop in spans], float)

    @cached_property
    def paragraph_digests(self) -> dict[int, bytes]:
        """A digest of the words of each paragraph that has any, by index."""
        return paragraph_digests(self.document)

    @cached_property
    def stems(self) -> Stems:
        """The distinct content words and numbers of each sentence."""
        return Stems.of(self.document.words, self.document.language)

    @property
    def readings(self) -> Readings:
        """Its facts and quotations."""
        if self.kept is not None:
            return self.kept
        return Readings(self.facts, self.quotations, self.document.language.read_by)

    @cached_property
    def _unspoken(self) -> list[Found]:
        return find_unspoken(self.document)

    @cached_property
    def quotations(self) -> list[Quotation]:
        """Its quotations."""
        return with_speakers(self.document, self._unspoken) if self.kept is None else self.kept.quotations

    @cached_property
    def facts(self) -> list[Fact]:
        """Its numbers, dates and names."""
        return find_facts(self.document) if self.kept is None else self.kept.facts

    @property
    def _quoted_spans(self) -> list[Span]:
        """Where its quotations stand; who says them, which takes longer to read, need not be known for that."""
        if self.kept is None:
            return [found.quotation.span for found in self._unspoken]
        return [quotation.span for quotation in self.kept.quotations]

    @cached_property
    def placed_facts(self) -> FactSide:
        """A query's facts, as they are held against those of others; a stored text's are placed for each match.

        What is kept with a text that stays in memory would take nearly twice as much of it.
        """
        return FactSide.of(self.document, self.facts)

    @cached_property
    def quoted(self) -> QuotedSide:
        """A query's quotations, as they are held against those of others; see :attr:`placed_facts`."""
        return QuotedSide.of(self.document, self.quotations)

    def layout(self) -> dict[str, Any]:
        """How the text is cut and what was read off it, as plain values; a store keeps them."""
        return self.document.layout() | self.readings.kept()

    @cached_property
    def form(self) -> Form:
        """Its words, with one token in the place of each fact."""
        return Form.of(self.document.words, self.hashes, self.facts)

    @cached_property
    def mentions(self) -> Counter[str]:
        """How often each word of a name is said, in lower case."""
        return Counter(part for fact in self.facts if fact.kind == "name" for part in fact.value.casefold().split())

    @cached_property
    def mention_weights(self) -> dict[str, float]:
        """The same, each by the rarity of the word in the news; nothing for one too short to be a content word."""
        language = self.document.language
        stems = ((name, language.stem(name), count) for name, count in self.mentions.items())
        return {name: count * rarity(stem) if stem else 0.0 for name, stem, count in stems}

    @cached_property
    def figures(self) -> set[str]:
        """Its numbers and dates that tell a source: half and a thousand are said of anything."""
        return {fact.value for fact in self.facts if fact.kind != "name" and not fact.is_size}

    @cached_property
    def lead_weights(self) -> dict[str, float]:
        """The content words and numbers of its first sentences by stem, each by its rarity in the news."""
        last = int(np.searchsorted(np.cumsum(self.document.sentence_words), LEAD_WORDS)) + 1
        return {stem: rarity(stem) for stem in self.stems.before(last)}

    @cached_property
    def headline_weights(self) -> dict[str, float]:
        """The content words of its headline by stem, each by its rarity in the news; empty without one."""
        return {stem: rarity(stem) for stem in self.document.language.stems(words_of(canonicalise(self.headline).text))}

    @cached_property
    def word_weights(self) -> dict[str, float]:
        """The content words and numbers by stem, each by its count and its rarity in the news; of unit length.

        Counts weigh by their logarithm, so that a word said ten times does not drown the rest (Salton & Buckley 1988).
        """
        stems = self.stems
        rarities = np.fromiter(map(rarity, stems.texts), dtype=np.float64, count=len(stems.texts))
        weights = (1.0 + np.log(stems.counts)) * rarities
        weights /= max(math.sqrt(float(weights @ weights)), 1e-9)
        return dict(zip(stems.texts, weights.tolist(), strict=True))

    @cached_property
    def quoted_words(self) -> NDArray[np.bool_]:
        """Which words stand inside a quotation, shape (words,)."""
        words = self.document.words
        inside = np.zeros(len(words.texts), dtype=bool)
        spans = self._quoted_spans
        firsts = np.searchsorted(words.starts, [span.start for span in spans], side="left")
        stops = np.searchsorted(words.ends, [span.end for span in spans], side="right")
        for first, stop in zip(firsts.tolist(), stops.tolist(), strict=True):
            inside[first:stop] = True
        return inside

    @cached_property
    def own_words(self) -> NDArray[np.float64]:
        """Words of each sentence outside quotations, shape (sentences,)."""
        counted = np.concatenate([[0.0], np.cumsum(~self.quoted_words)])
        own: NDArray[np.float64] = np.diff(counted[self.word_edges])
        return own

    @cached_property
    def own_weights(self) -> NDArray[np.float64]:
        """Share of the text's words outside quotations in each sentence, shape (sentences,); of all if it has none."""
        total = float(self.own_words.sum())
        return self.own_words / total if total else self.weights

    @cached_property
    def is_own(self) -> NDArray[np.bool_]:
        """Which sentences stand outside quotations for half or more, shape (sentences,)."""
        own: NDArray[np.bool_] = self.own_words >= self.document.sentence_words / 2
        return own
