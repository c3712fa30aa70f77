"""The exact comparison of one pair: verbatim runs, sentence cosines, and which sentence answers to which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.pairing import Pairing, pair_paragraphs
from dedup.detection.runs import Run, verbatim_runs
from dedup.text.shingles import are_among

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dedup.detection.kinds import Held
    from dedup.detection.side import Side


_LEAST_RARITY = 0.05
"""Weight of a word that every sentence has: next to nothing, but not nothing in a text of one sentence."""


MOST_ORDERED = 40_000_000_000
"""Words of one text times words of the other up to which those in the same order are counted: two texts of
200,000, which only scripts without spaces have in 1 MB. It is a second of work, and grows with the product."""


@dataclass(frozen=True)
class Alignment:
    """A query and a match, compared.

    Attributes:
        query: The query's side.
        match: The match's side.
        cosines: Of every sentence of the query with every one of the match, on the common scale, shape (query, match);
            where the sentence model does not know a language, or a sentence was not encoded, what they share in rare
            words stands in.
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

    @property
    def is_vast(self) -> bool:
        """Whether the texts are too long for words in the same order to be counted beside their verbatim runs."""
        return len(self.query.hashes) * len(self.match.hashes) > MOST_ORDERED

    @cached_property
    def topic(self) -> float:
        """Cosine of the two texts as wholes; by words, how close their sentences' closest are on average."""
        query, match = self.query, self.match
        if self.by_words:
            return float(query.weights @ self.closeness + match.weights @ self.closeness_back) / 2
        return query.scale.topic((query.weights, query.vectors), (match.weights, match.vectors))

    @cached_property
    def closeness(self) -> NDArray[np.float32]:
        """The cosine of each query sentence with its closest in the match, shape (query,)."""
        closeness: NDArray[np.float32] = self.cosines.max(axis=1)
        return closeness

    @cached_property
    def closeness_back(self) -> NDArray[np.float32]:
        """The cosine of each match sentence with its closest in the query, shape (match,)."""
        closeness: NDArray[np.float32] = self.cosines.max(axis=0)
        return closeness

    @cached_property
    def pairing(self) -> Pairing:
        """Which paragraphs answer to each other; made when asked for, since of most candidates nobody asks."""
        return pair_paragraphs(self)

    @cached_property
    def held(self) -> dict[bool, Mapping[int, Held]]:
        """What :func:`dedup.detection.kinds.held_paragraphs` found so far, by whether the pair looks derived."""
        return {}

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
    def found(self) -> NDArray[np.int64]:
        """How many of the query's first words the match has anywhere, shape (words + 1,)."""
        return np.concatenate([[0], np.cumsum(are_among(self.query.hashes, self.match.vocabulary))])

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
    of_query, of_match = _overlaps(query, match)
    if query.unknown_language or match.unknown_language:
        cosines = np.sqrt(of_query * of_match)
    else:
        cosines = query.scale.between(query.vectors, match.vectors)
        for unread in (np.ix_(query.by_words, ~match.by_words), np.ix_(np.ones_like(query.by_words), match.by_words)):
            cosines[unread] = np.sqrt(of_query[unread] * of_match[unread])
    runs = verbatim_runs(query.hashes, match.hashes, stretches=query.stretches)
    return Alignment(query, match, cosines, of_query, of_match, runs)


def _overlaps(query: Side, match: Side) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How many of its rare words each sentence finds in each of the other text.

    A word weighs the logarithm of one over the share of sentences that have it, in the text where it is more common:
    what the whole story is about says little about which sentence answers to which.
    """
    ours, theirs = query.stems, match.stems
    vocabulary, places = np.unique(np.concatenate([ours.hashes, theirs.hashes]), return_inverse=True)
    first = np.zeros((len(query.vectors), len(vocabulary)), dtype=np.float32)
    second = np.zeros((len(match.vectors), len(vocabulary)), dtype=np.float32)
    first[ours.sentences, places[: len(ours.texts)][ours.found]] = 1.0
    second[theirs.sentences, places[len(ours.texts) :][theirs.found]] = 1.0
    common = np.maximum(first.mean(axis=0), second.mean(axis=0))
    rarity = np.maximum(np.log(1.0 / np.maximum(common, 1e-6)), _LEAST_RARITY).astype(np.float32)
    shared: NDArray[np.float32] = (first * rarity) @ second.T
    return _shares(shared, (first @ rarity)[:, None]), _shares(shared, (second @ rarity)[None, :])


def _shares(shared: NDArray[np.float32], of: NDArray[np.float32]) -> NDArray[np.float32]:
    return (shared / np.maximum(of, 1e-6)).astype(np.float32)


def _covered(count: int, stretches: list[tuple[int, int]]) -> NDArray[np.bool_]:
    covered = np.zeros(count, dtype=bool)
    for start, length in stretches:
        covered[start : start + length] = True
    return covered
