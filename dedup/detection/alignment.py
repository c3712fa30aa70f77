"""The exact comparison of one pair: verbatim runs, sentence cosines, and which sentence answers to which."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.runs import Run, verbatim_runs
from dedup.text.facts import Fact, find_facts
from dedup.text.quotations import Quotation, find_quotations
from dedup.text.rarity import rarity
from dedup.text.shingles import paragraph_digests, word_hashes
from dedup.text.words import content_stems

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from dedup.text.document import Document

_LEAST_RARITY = 0.05
"""Weight of a word that every sentence has: next to nothing, but not nothing in a text of one sentence."""


@dataclass(frozen=True)
class Side:
    """One of the two texts, with everything the comparison reads from it.

    Attributes:
        document: The text, cut up.
        vectors: Unit vectors of its sentences, shape (sentences, dimension).
        unknown_language: The text's language, where the sentence model does not know it and the vectors mean nothing.
    """

    document: Document
    vectors: NDArray[np.float32]
    unknown_language: str = ""

    def without(self, paragraphs: Collection[int]) -> Side:
        """The same text as if some paragraphs had no sentences: what evidence is read from once they are set aside."""
        kept = [i for i, sentence in enumerate(self.document.sentences) if sentence.paragraph not in paragraphs]
        sentences = tuple(self.document.sentences[i] for i in kept)
        document = replace(self.document, sentences=sentences, passages=(), _words=None)
        return Side(document, self.vectors[kept], self.unknown_language)

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """A hash of each word, shape (words,)."""
        return word_hashes(self.document.words.texts)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Share of the text's words in each sentence, shape (sentences,); sums to 1."""
        words = self.document.sentence_words.astype(np.float64)
        weights: NDArray[np.float64] = words / max(float(words.sum()), 1.0)
        return weights

    @cached_property
    def paragraph_digests(self) -> dict[int, bytes]:
        """A digest of the words of each paragraph that has any, by index."""
        return paragraph_digests(self.document)

    @cached_property
    def stems(self) -> list[set[str]]:
        """The distinct content words and numbers of each sentence."""
        words = self.document.words
        edges = np.searchsorted(words.sentences, np.arange(len(self.document.sentences) + 1)).tolist()
        return [
            content_stems(words.texts[first:stop]) | {word for word in words.texts[first:stop] if word[0].isdigit()}
            for first, stop in pairwise(edges)
        ]

    @cached_property
    def quotations(self) -> list[Quotation]:
        """Its quotations."""
        return find_quotations(self.document)

    @cached_property
    def facts(self) -> list[Fact]:
        """Its numbers, dates and names."""
        return find_facts(self.document)

    @cached_property
    def mentions(self) -> Counter[str]:
        """How often each word of a name is said, in lower case."""
        return Counter(part for fact in self.facts if fact.kind == "name" for part in fact.value.casefold().split())

    @cached_property
    def word_weights(self) -> dict[str, float]:
        """The content words and numbers by stem, each by its count and its rarity in the news; of unit length.

        Counts weigh by their logarithm, so that a word said ten times does not drown the rest (Salton & Buckley 1988).
        """
        counts = Counter(stem for sentence in self.stems for stem in sentence)
        weights = {stem: (1.0 + math.log(count)) * rarity(stem) for stem, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {stem: weight / max(length, 1e-9) for stem, weight in weights.items()}

    @cached_property
    def quoted_words(self) -> NDArray[np.bool_]:
        """Which words stand inside a quotation, shape (words,)."""
        words = self.document.words
        inside = np.zeros(len(words.texts), dtype=bool)
        for quotation in self.quotations:
            first = np.searchsorted(words.starts, quotation.span.start, side="left")
            inside[first : np.searchsorted(words.ends, quotation.span.end, side="right")] = True
        return inside

    @cached_property
    def own_words(self) -> NDArray[np.float64]:
        """Words of each sentence outside quotations, shape (sentences,)."""
        counted = np.concatenate([[0.0], np.cumsum(~self.quoted_words)])
        edges = np.searchsorted(self.document.words.sentences, np.arange(len(self.document.sentences) + 1))
        own: NDArray[np.float64] = np.diff(counted[edges])
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


@dataclass(frozen=True)
class Alignment:
    """A query and a match, compared.

    Attributes:
        query: The query's side.
        match: The match's side.
        cosines: Of every sentence of the query with every one of the match, shape (query, match); where the sentence
            model does not know a language, what they share in rare words stands in for them.
        overlap_of_query: Share of each query sentence's rare words that each match sentence has, same shape.
        overlap_of_match: Share of each match sentence's rare words that each query sentence has, same shape.
        runs: Verbatim runs.
    """

    query: Side
    match: Side
    cosines: NDArray[np.float32]
    overlap_of_query: NDArray[np.float32]
    overlap_of_match: NDArray[np.float32]
    runs: list[Run]

    @property
    def by_words(self) -> bool:
        """Whether one of the texts is in a language that the sentence model does not know, and words decide alone."""
        return bool(self.query.unknown_language or self.match.unknown_language)

    @cached_property
    def topic(self) -> float:
        """Cosine of the two texts as wholes; by words, how close their sentences' closest are on average."""
        query, match = self.query, self.match
        if self.by_words:
            return float(query.weights @ self.cosines.max(axis=1) + match.weights @ self.cosines.max(axis=0)) / 2
        whole, other = query.weights @ query.vectors, match.weights @ match.vectors
        return float(whole @ other / max(float(np.linalg.norm(whole) * np.linalg.norm(other)), 1e-9))

    @cached_property
    def affinity(self) -> NDArray[np.float32]:
        """How close two sentences are in meaning and in rare words together, up to 2, shape (query, match)."""
        affinity: NDArray[np.float32] = self.cosines + np.sqrt(self.overlap_of_query * self.overlap_of_match)
        return affinity

    @cached_property
    def closest(self) -> NDArray[np.intp]:
        """For each query sentence the match sentence with the highest affinity, shape (query,)."""
        closest: NDArray[np.intp] = self.affinity.argmax(axis=1)
        return closest

    @cached_property
    def closest_back(self) -> NDArray[np.intp]:
        """For each match sentence the query sentence with the highest affinity, shape (match,)."""
        closest: NDArray[np.intp] = self.affinity.argmax(axis=0)
        return closest

    @cached_property
    def mutual(self) -> NDArray[np.bool_]:
        """Which query sentences are the closest of their closest, shape (query,)."""
        mutual: NDArray[np.bool_] = self.closest_back[self.closest] == np.arange(len(self.closest))
        return mutual

    @cached_property
    def mutual_back(self) -> NDArray[np.bool_]:
        """Which match sentences are the closest of their closest, shape (match,)."""
        mutual: NDArray[np.bool_] = self.closest[self.closest_back] == np.arange(len(self.closest_back))
        return mutual

    @cached_property
    def verbatim_query(self) -> NDArray[np.bool_]:
        """Which words of the query stand in a run, shape (words,)."""
        return _covered(len(self.query.hashes), [(run.query, run.length) for run in self.runs])

    @cached_property
    def verbatim_match(self) -> NDArray[np.bool_]:
        """Which words of the match stand in a run, shape (words,)."""
        return _covered(len(self.match.hashes), [(run.match, run.length) for run in self.runs])


def align(query: Side, match: Side) -> Alignment:
    """Compare two texts exactly.

    Args:
        query: The new text; at least one sentence.
        match: The stored text; at least one sentence.

    Returns:
        Their alignment.
    """
    of_query, of_match = _overlaps(query.stems, match.stems)
    by_words = query.unknown_language or match.unknown_language
    cosines = np.sqrt(of_query * of_match) if by_words else query.vectors @ match.vectors.T
    return Alignment(query, match, cosines, of_query, of_match, verbatim_runs(query.hashes, match.hashes))


def _overlaps(query: list[set[str]], match: list[set[str]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How many of its rare words each sentence finds in each of the other text.

    A word weighs the logarithm of one over the share of sentences that have it, in the text where it is more common:
    what the whole story is about says little about which sentence answers to which.
    """
    vocabulary = {stem: place for place, stem in enumerate(dict.fromkeys(s for one in (*query, *match) for s in one))}
    first, second = _presence(query, vocabulary), _presence(match, vocabulary)
    common = np.maximum(first.mean(axis=0), second.mean(axis=0)) if vocabulary else np.zeros(0)
    rarity = np.maximum(np.log(1.0 / np.maximum(common, 1e-6)), _LEAST_RARITY).astype(np.float32)
    shared: NDArray[np.float32] = (first * rarity) @ second.T
    return _shares(shared, (first @ rarity)[:, None]), _shares(shared, (second @ rarity)[None, :])


def _shares(shared: NDArray[np.float32], of: NDArray[np.float32]) -> NDArray[np.float32]:
    return (shared / np.maximum(of, 1e-6)).astype(np.float32)


def _presence(sentences: list[set[str]], vocabulary: dict[str, int]) -> NDArray[np.float32]:
    present = np.zeros((len(sentences), len(vocabulary)), dtype=np.float32)
    for row, stems in enumerate(sentences):
        present[row, [vocabulary[stem] for stem in stems]] = 1.0
    return present


def _covered(count: int, stretches: list[tuple[int, int]]) -> NDArray[np.bool_]:
    covered = np.zeros(count, dtype=bool)
    for start, length in stretches:
        covered[start : start + length] = True
    return covered
