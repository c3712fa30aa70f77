"""Paragraph pairing: which paragraph of the match answers to which of the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.article import Paragraph
    from dedup.detection.alignment import Alignment
    from dedup.detection.side import Part, Side

_NEIGHBOUR_BONUS = 0.1
"""Added to the affinity of a pair whose neighbours are paired too: enough to settle ties between short paragraphs that
look alike, far too little to hold back a paragraph that was moved."""


@dataclass(frozen=True)
class Pairing:
    """Every paragraph of the query against every one of the match.

    Attributes:
        query: Paragraphs of the query that have sentences.
        match: Paragraphs of the match that have sentences.
        semantic: Cosine of each query paragraph's sentences with their closest in the match paragraph, weighted by
            words, shape (query, match).
        affinity: The same for affinity, mean of both ways, shape (query, match).
        shared: Words of verbatim runs between the two, shape (query, match).
        best: For each query paragraph the index of its counterpart among ``match``, shape (query,).
    """

    query: list[Part]
    match: list[Part]
    semantic: NDArray[np.float64]
    affinity: NDArray[np.float64]
    shared: NDArray[np.int64]
    best: NDArray[np.intp]


def pair_paragraphs(alignment: Alignment) -> Pairing:
    """Find each query paragraph's counterpart.

    Args:
        alignment: Of two texts.

    Returns:
        The pairing; many query paragraphs may have one counterpart.
    """
    query, match = alignment.query.parts, alignment.match.parts
    there = _paragraph_means(alignment.affinity, query, match, alignment.query.weights)
    back = _paragraph_means(alignment.affinity.T, match, query, alignment.match.weights).T
    affinity = (there + back) / 2.0
    shared = _shared_words(alignment, len(query), len(match), query, match)
    words = np.array([_word_count(alignment.query, p) for p in query])
    score = affinity + shared / np.maximum(words, 1)[:, None]
    return Pairing(
        query,
        match,
        _paragraph_means(alignment.cosines, query, match, alignment.query.weights),
        affinity,
        shared,
        (score + _NEIGHBOUR_BONUS * _neighbours(score)).argmax(axis=1),
    )


def common_words(alignment: Alignment, query: Paragraph | Part, match: Paragraph | Part) -> float:
    """Share of the query paragraph's words that stand in the match paragraph in the same order (LCS), 0..1.

    Of texts too long for that, those in verbatim runs: fewer, never more.
    """
    if alignment.is_vast:
        return float(alignment.verbatim_query[word_range(alignment.query, query)].mean())
    first = _hashes(alignment.query, query)
    return LCSseq.similarity(first, _hashes(alignment.match, match)) / max(len(first), 1)


def word_range(side: Side, paragraph: Paragraph | Part) -> slice:
    """Where a paragraph's words stand among those of its text."""
    edges = side.word_edges
    return slice(int(edges[paragraph.sentences.start]), int(edges[paragraph.sentences.stop]))


def _hashes(side: Side, paragraph: Paragraph | Part) -> list[int]:
    hashes: list[int] = side.hashes[word_range(side, paragraph)].tolist()
    return hashes


def _word_count(side: Side, paragraph: Paragraph | Part) -> int:
    return int(side.sentence_words[paragraph.sentences.start : paragraph.sentences.stop].sum())


def _paragraph_means(
    closeness: NDArray[np.float32], rows: list[Part], columns: list[Part], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean over a row paragraph's sentences of the closest sentence in each column paragraph, weighted by words.

    Paragraphs without sentences are left out before, so the rest cover the sentences without gaps.
    """
    closest = np.maximum.reduceat(closeness, [p.sentences.start for p in columns], axis=1)
    starts = [p.sentences.start for p in rows]
    sums = np.add.reduceat(closest * weights[:, None], starts, axis=0)
    means: NDArray[np.float64] = sums / np.maximum(np.add.reduceat(weights, starts), 1e-9)[:, None]
    return means


def _shared_words(
    alignment: Alignment, rows: int, columns: int, query: list[Part], match: list[Part]
) -> NDArray[np.int64]:
    shared = np.zeros((rows, columns), dtype=np.int64)
    if not alignment.runs:
        return shared
    of_query = _paragraph_of_words(alignment.query, query)
    of_match = _paragraph_of_words(alignment.match, match)
    for run in alignment.runs:
        np.add.at(
            shared,
            (of_query[run.query : run.query + run.length], of_match[run.match : run.match + run.length]),
            1,
        )
    return shared


def _paragraph_of_words(side: Side, paragraphs: list[Part]) -> NDArray[np.intp]:
    edges = side.word_edges[[paragraphs[0].sentences.start, *(p.sentences.stop for p in paragraphs)]]
    return np.repeat(np.arange(len(paragraphs)), np.diff(edges))


def _neighbours(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """How well the paragraphs before and after a pair go together, 0..1, relative to the best of their rows."""
    relative = score / np.maximum(score.max(axis=1, keepdims=True), 1e-9)
    around: NDArray[np.float64] = np.zeros_like(relative)
    around[1:, 1:] += relative[:-1, :-1] / 2
    around[:-1, :-1] += relative[1:, 1:] / 2
    return around
