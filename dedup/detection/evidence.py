"""Evidence: the few named quantities, read off an alignment, that the relation model decides on.

``derivation`` has no direction, so each share is taken of both texts and the larger one counts: it is high when one
text is a part of the other, however long the other is. All shares are of words, 0..1.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.detection.alignment import Alignment
    from dedup.text.facts import Fact

FEATURES = {
    "verbatim": "share of words inside runs of five or more that both texts have",
    "mutual": "share of words in sentences that are each other's closest",
    "margin": "how much closer the closest sentence is than the second, on average",
    "lift": "how much higher the cosine of the closest sentence is than that of the average one",
    "overlap": "the same for rare words that a sentence shares with the closest one",
    "order": "closest sentences that come in the same order, beyond what chance would bring (in sentences)",
    "names": "share of names that the other text has too",
    "numbers": "share of numbers and dates that the other text has too",
    "length": "words of the shorter text, as log(1 + count)",
    "topic": "cosine of the two texts as wholes",
}
"""Every feature an answer carries, with what it is."""

_PRIOR = 0.5
"""Added to the shared and twice to the counted facts, so that two of two weigh less than twenty of twenty, and a text
without any says neither yes nor no."""


def gather(alignment: Alignment) -> dict[str, float]:
    """Read the evidence off an alignment.

    Args:
        alignment: Of two texts with at least one sentence each.

    Returns:
        Features by name, those of :data:`FEATURES`.
    """
    query, match = alignment.query, alignment.match
    mutual = alignment.mutual
    places = alignment.closest[mutual].tolist()

    def larger(of_query: NDArray[Any], of_match: NDArray[Any]) -> float:
        return max(float(query.weights @ of_query), float(match.weights @ of_match))

    return {
        "verbatim": max(float(alignment.verbatim_query.mean()), float(alignment.verbatim_match.mean())),
        "mutual": larger(mutual, alignment.mutual_back),
        "margin": larger(_margin(alignment.affinity), _margin(alignment.affinity.T)),
        "lift": larger(_lift(alignment.cosines), _lift(alignment.cosines.T)),
        "overlap": larger(_lift(alignment.overlap_of_query), _lift(alignment.overlap_of_match.T)),
        "order": longest_rising(places) - 2.0 * math.sqrt(len(places)),
        "names": _shared(_names(query.facts), _names(match.facts)),
        "numbers": _shared(_numbers(query.facts), _numbers(match.facts)),
        "length": float(np.log1p(min(len(query.hashes), len(match.hashes)))),
        "topic": _cosine(query.weights @ query.vectors, match.weights @ match.vectors),
    }


def longest_rising(places: Sequence[int]) -> int:
    """Length of the longest strictly rising subsequence, by patience sorting.

    Of n places in random order it has about 2 * sqrt(n) (Logan & Shepp 1977, Vershik & Kerov 1977), which is what
    ``order`` takes off.
    """
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails)


def _margin(closeness: NDArray[np.float32]) -> NDArray[np.float64]:
    """Closest minus second closest; nothing to tell from a text of one sentence."""
    if closeness.shape[1] == 1:
        return np.zeros(len(closeness))
    two = np.partition(closeness, -2, axis=1)
    margin: NDArray[np.float64] = (two[:, -1] - two[:, -2]).astype(np.float64)
    return margin


def _lift(closeness: NDArray[np.float32]) -> NDArray[np.float64]:
    lift: NDArray[np.float64] = (closeness.max(axis=1) - closeness.mean(axis=1)).astype(np.float64)
    return lift


def _cosine(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float(first @ second / max(float(np.linalg.norm(first) * np.linalg.norm(second)), 1e-9))


def _shared(query: set[str], match: set[str]) -> float:
    """Share of the smaller set that the other has too, drawn to one half where there is little to go by."""
    return (len(query & match) + _PRIOR) / (min(len(query), len(match)) + 2 * _PRIOR)


def _names(facts: Sequence[Fact]) -> set[str]:
    return {part for fact in facts if fact.kind == "name" for part in fact.value.casefold().split()}


def _numbers(facts: Sequence[Fact]) -> set[str]:
    return {fact.value for fact in facts if fact.kind != "name"}
