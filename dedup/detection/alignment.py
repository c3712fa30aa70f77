"""The exact comparison of one pair: verbatim runs, sentence cosines, and which sentence answers to which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.detection.across import are_across, names_of, with_translations
from dedup.detection.pairing import Pairing, pair_paragraphs
from dedup.detection.runs import Run, covered, verbatim_runs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from dedup.detection.kinds import Held
    from dedup.detection.side import Side
    from dedup.text.stems import Stems


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
        overlap_of_query: Share of each query sentence's rare words that each match sentence has, same shape; across
            languages, is expected to have.
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
    def is_across(self) -> bool:
        """Whether they are in two languages, so that their words can not be the same; see :mod:`.across`."""
        return are_across(self.query, self.match)

    @cached_property
    def names(self) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """The words of names that the query has, and those that the match has."""
        if self.is_across:
            return names_of(self.query, self.match)
        return self.query.mentions.keys(), self.match.mentions.keys()

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
        return query.scale.topic(query.whole, match.whole)

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
        return _counted(self.said[0])

    @cached_property
    def said(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which words of the query the match has anywhere, and the other way round, shape (words,) of either."""
        vocabulary, words = self.query.vocabulary, self.match.hashes
        shared, there = vocabulary.shared_with(words)
        said, back = np.zeros(len(vocabulary.hashes), dtype=bool), np.zeros(len(words), dtype=bool)
        said[shared] = True
        back[there] = True
        return said[vocabulary.numbers], back

    @cached_property
    def verbatim_query(self) -> NDArray[np.bool_]:
        """Which words of the query stand in a run, shape (words,)."""
        return covered(len(self.query.hashes), [(run.query, run.query + run.length) for run in self.runs])

    @cached_property
    def lifted(self) -> NDArray[np.int64]:
        """How many of the query's first words stand in a run, shape (words + 1,)."""
        return _counted(self.verbatim_query)

    @cached_property
    def verbatim_match(self) -> NDArray[np.bool_]:
        """Which words of the match stand in a run, shape (words,)."""
        return covered(len(self.match.hashes), [(run.match, run.match + run.length) for run in self.runs])


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
        if are_across(query, match):
            of_query, of_match = with_translations(of_query, cosines), with_translations(of_match, cosines)
        if query.by_words.any() or match.by_words.any():
            unread = query.by_words[:, None] | match.by_words[None, :]
            cosines[unread] = np.sqrt(of_query[unread] * of_match[unread])
    runs = verbatim_runs(query.hashes, match.hashes, stretches=query.stretches)
    return Alignment(query, match, cosines, of_query, of_match, runs)


def _overlaps(query: Side, match: Side) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How many of its rare words each sentence finds in each of the other text.

    A word weighs the logarithm of one over the share of sentences that have it, in the text where it is more common:
    what the whole story is about says little about which sentence answers to which.
    """
    ours, theirs = query.stems, match.stems
    shared, its = query.stem_vocabulary.shared_with(theirs.hashes)
    mine = query.stem_vocabulary.firsts[shared]
    common, common_there = _common(ours, len(query.vectors)), _common(theirs, len(match.vectors))
    common[mine] = common_there[its] = np.maximum(common[mine], common_there[its])
    rarity, rarity_there = _rarity(common), _rarity(common_there)
    weight = _with(ours, mine, len(query.vectors)) * rarity[mine] @ _with(theirs, its, len(match.vectors)).T
    of_query, of_match = _summed(ours, rarity, len(query.vectors)), _summed(theirs, rarity_there, len(match.vectors))
    return _shares(weight, of_query[:, None]), _shares(weight, of_match[None, :])


def _common(stems: Stems, sentences: int) -> NDArray[np.float32]:
    """Share of a text's sentences that have each stem, shape (stems,)."""
    common: NDArray[np.float32] = stems.counts.astype(np.float32) / np.float32(sentences)
    return common


def _rarity(common: NDArray[np.float32]) -> NDArray[np.float32]:
    rarity: NDArray[np.float32] = np.maximum(np.log(1.0 / np.maximum(common, 1e-6)), _LEAST_RARITY)
    return rarity


def _with(stems: Stems, chosen: NDArray[np.intp], sentences: int) -> NDArray[np.float32]:
    """1 where a sentence has one of some stems, shape (sentences, chosen)."""
    columns = np.full(len(stems.texts), -1)
    columns[chosen] = np.arange(len(chosen))
    of_places = columns[stems.found]
    among = (of_places >= 0).nonzero()[0]
    found = np.zeros((sentences, len(chosen)), dtype=np.float32)
    found[stems.sentences[among], of_places[among]] = 1.0
    return found


def _summed(stems: Stems, rarity: NDArray[np.float32], sentences: int) -> NDArray[np.float64]:
    """What the stems of each sentence weigh, shape (sentences,)."""
    weights: NDArray[np.float64] = np.bincount(stems.sentences, rarity[stems.found], sentences).astype(np.float64)
    return weights


def _shares(shared: NDArray[Any], of: NDArray[np.float64]) -> NDArray[np.float32]:
    return (shared / np.maximum(of, 1e-6)).astype(np.float32)


def _counted(there: NDArray[np.bool_]) -> NDArray[np.int64]:
    counted = np.zeros(len(there) + 1, dtype=np.int64)
    there.cumsum(out=counted[1:])
    return counted
