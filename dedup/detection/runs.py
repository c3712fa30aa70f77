"""Verbatim runs: stretches of words that stand in both texts, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from dedup.detection.vocabulary import Vocabulary
from dedup.text.shingles import shingle_hashes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_RUN = 5
"""Words from which on a shared run counts as verbatim: the length plagiarism search and copyright practice use;
shorter runs ("a spokesman for the company") are common to independent news texts."""

_MOST_PLACES = 8


class Run(NamedTuple):
    """A verbatim run, in word positions."""

    query: int
    match: int
    length: int


@dataclass(frozen=True, slots=True)
class Stretches:
    """The n-grams of a text.

    Attributes:
        different: Their hashes, each once.
        length: Words of one.
        words: Of the text; None where that is held against too few others to be worth it.
    """

    different: Vocabulary
    length: int
    words: Vocabulary | None = None

    @classmethod
    def of(cls, words: NDArray[np.uint64], length: int, vocabulary: Vocabulary | None = None) -> Self:
        """Find them.

        Args:
            words: Hashes of the words, shape (words,).
            length: Words of one.
            vocabulary: Of those words, where it is known.
        """
        return cls(Vocabulary.of(shingle_hashes(words, length)), length, vocabulary)

    def shared_with(self, words: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """What another text has of them; only stretches of words that this one may have are looked for, if it tells.

        Args:
            words: Hashes of its words, shape (words,).

        Returns:
            The places of the shared ones in ``different.hashes``, and where they stand there, in that order.
        """
        if self.words is None:
            places, found = self.different.places_of(shingle_hashes(words, self.length))
            return places, found.nonzero()[0]
        begins = begins_of(self.words.may_have(words), self.length)
        if not len(begins):
            return begins, begins
        stretches = words[np.arange(self.length)[:, None] + begins]  # hashed as if each were a text of its own
        places, found = self.different.places_of(shingle_hashes(stretches, self.length)[0])
        return places, begins[found]


def verbatim_runs(
    query: NDArray[np.uint64],
    match: NDArray[np.uint64],
    least: int = LEAST_RUN,
    stretches: Stretches | None = None,
) -> list[Run]:
    """Find the verbatim runs of two texts, longest first come, so that no word is counted twice on either side.

    Greedy string tiling (Wise 1993, YAP3), seeded with hashed n-grams instead of character scans.

    Args:
        query: Word hashes of the query, shape (n,).
        match: Word hashes of the match, shape (m,).
        least: Words a run has at least.
        stretches: The query's n-grams, where it is held against several texts; found here if None.

    Returns:
        Runs in the order of the query.
    """
    if min(len(query), len(match)) < least:
        return []
    here = stretches or Stretches.of(query, least)
    shared, places = here.shared_with(match)
    if not len(places):
        return []
    heads, tails, lengths = _diagonal_runs(here.different, shared, places, least)
    free_query = np.ones(len(query), dtype=bool)
    free_match = np.ones(len(match), dtype=bool)
    found = []
    for index in np.argsort(-lengths, kind="stable"):
        start_query, start_match, length = int(heads[index]), int(tails[index]), int(lengths[index])
        free = free_query[start_query : start_query + length] & free_match[start_match : start_match + length]
        left = np.count_nonzero(free)
        if left < least:
            continue  # most, where one word is repeated: to look at each more closely takes ten times as long
        for first, count in [(0, length)] if left == length else _stretches(free):
            if count >= least:
                found.append(Run(start_query + first, start_match + first, count))
                free_query[start_query + first : start_query + first + count] = False
                free_match[start_match + first : start_match + first + count] = False
    return sorted(found)


def _diagonal_runs(
    query: Vocabulary, shared: NDArray[np.intp], places: NDArray[np.intp], least: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """All maximal runs: n-grams found at (i, j) join along one diagonal.

    Args:
        query: The query's n-grams.
        shared: The numbers of those that the match has, at least one; most of a text is none of them.
        places: Where they stand in the match.
        least: Words of an n-gram.
    """
    order = np.argsort(shared, kind="stable")
    ordered, places = shared[order], places[order]
    has = np.zeros(len(query.hashes), dtype=bool)
    has[shared] = True
    of_query = has[query.numbers].nonzero()[0]
    numbers = query.numbers[of_query]
    first = ordered.searchsorted(numbers, side="left")
    count = np.minimum(ordered.searchsorted(numbers, side="right") - first, _MOST_PLACES)
    at_query = np.repeat(of_query, count)
    within = np.arange(len(at_query)) - np.repeat(np.cumsum(count) - count, count)
    at_match = places[np.repeat(first, count) + within]
    diagonal = at_match - at_query
    by_diagonal = np.lexsort((at_query, diagonal))
    at_query, at_match, diagonal = at_query[by_diagonal], at_match[by_diagonal], diagonal[by_diagonal]
    begins_one = np.ones(len(at_query), dtype=bool)
    begins_one[1:] = (diagonal[1:] != diagonal[:-1]) | (at_query[1:] != at_query[:-1] + 1)
    begins = begins_one.nonzero()[0]
    lengths = np.diff(begins, append=len(at_query)) + least - 1
    return at_query[begins], at_match[begins], lengths


def _stretches(free: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(free.view(np.int8), prepend=0, append=0))
    return [(int(start), int(stop - start)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def begins_of(words: NDArray[np.bool_], length: int) -> NDArray[np.intp]:
    """Where so many chosen words in a row begin.

    Args:
        words: Which are chosen, shape (words,).
        length: How many, at least one.
    """
    count = max(len(words) - length + 1, 0)
    begins = words[:count].copy()
    for offset in range(1, length):
        begins &= words[offset : count + offset]
    return begins.nonzero()[0]


def covered(count: int, stretches: ArrayLike) -> NDArray[np.bool_]:
    """Which words stand in some stretches of a text.

    Args:
        count: Words of the text.
        stretches: The first word of each, and the one behind its last, shape (stretches, 2); where that does not stand
            behind the first, it has no words.
    """
    firsts, stops = np.asarray(stretches, dtype=np.int64).reshape(-1, 2).T
    begun = np.bincount(firsts, minlength=count + 1) - np.bincount(np.maximum(stops, firsts), minlength=count + 1)
    words: NDArray[np.bool_] = begun[:count].cumsum() > 0
    return words
