"""Evidence: the few named quantities, read off an alignment, that the relation model decides on.

``derivation`` has no direction, so every feature treats both texts alike: a verbatim share is the larger of both, high
when one text is a part of the other, and what is read off sentences is the mean of both. Quotations are left out where
words are counted: whoever was at the press conference has them. All shares are of words, 0..1.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.detection.events import EVENT_FEATURES, event_evidence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from dedup.detection.alignment import Alignment
    from dedup.detection.side import Side

FEATURES = {
    "verbatim": "share of words outside quotations inside runs of five or more that both texts have",
    "run": "words of the longest such run, as log(1 + count)",
    "overlap": "how many more rare words a sentence shares with the closest one than with the average one",
    "margin": "how much closer the closest sentence is than the second, on average",
    "chain": "closeness beyond the average of the best sentences that come in the same order, a sentence",
    "order": "closest sentences that come in the same order, beyond what chance would bring (in sentences)",
    "names": "share of names that the other text has too",
    "shared_names": "names that both texts have, as log(1 + count)",
    "numbers": "share of numbers and dates that the other text has too",
    "topic": "cosine of the two texts as wholes",
}
"""Every feature that is read off an alignment, with what it is."""

EVIDENCE = (
    FEATURES
    | EVENT_FEATURES
    | {"reading": "log-odds that passages of one text restate the other, where both were read together"}
)
"""Every feature an answer may carry."""

_NEUTRAL = 0.7
"""Share of facts in common that says neither yes nor no, which is what a text without any is given: of independent
reports of the development corpora 0.40 of the smaller set are shared, of rewrites 0.9, and between two such shares the
likelihoods are even at 0.67 (names) and 0.72 (numbers). One half would count a text without numbers as a report."""


def gather(alignment: Alignment) -> dict[str, float]:
    """Read the evidence off an alignment.

    Args:
        alignment: Of two texts with at least one sentence each.

    Returns:
        Features by name, those of :data:`FEATURES` and :data:`dedup.detection.events.EVENT_FEATURES`.
    """
    query, match = alignment.query, alignment.match
    names, other_names = alignment.names
    places = alignment.closest[alignment.mutual & query.own.prevail].tolist()

    def mean(of_query: NDArray[Any], of_match: NDArray[Any]) -> float:
        return float(query.own.weights @ of_query + match.own.weights @ of_match) / 2

    return {
        "verbatim": _verbatim(alignment) if alignment.runs else 0.0,
        "run": math.log1p(longest_own_run(alignment)),
        "overlap": mean(_lift(alignment.overlap_of_query), _lift(alignment.overlap_of_match.T)),
        "margin": mean(_margin(alignment.affinity), _margin(alignment.affinity.T)),
        "chain": best_chain(_above_average(alignment.affinity)) / min(alignment.affinity.shape),
        "order": longest_rising(places) - 2.0 * math.sqrt(len(places)),
        "names": _shared(names, other_names),
        "shared_names": math.log1p(len(names & other_names)),
        "numbers": _shared(query.figures, match.figures),
        "topic": alignment.topic,
        **event_evidence(alignment),
    }


def longest_own_run(alignment: Alignment) -> int:
    """Words of the longest verbatim run that stand outside quotations on both sides.

    Reports of one press conference quote the same sentences word for word; what a reporter wrote around them is what
    tells a copy.
    """
    query, match = ~alignment.query.quoted_words, ~alignment.match.quoted_words
    longest = 0
    for run in alignment.runs:
        if run.length <= longest:
            continue
        own = query[run.query : run.query + run.length] & match[run.match : run.match + run.length]
        if own.all():
            longest = run.length
            continue
        edges = np.flatnonzero(np.diff(np.r_[False, own, False].astype(np.int8)))
        longest = max(longest, int((edges[1::2] - edges[::2]).max(initial=0)))
    return longest


def best_chain(gains: NDArray[np.float32]) -> float:
    """The most that sentences of two texts gain together if each is used once and all stand in the same order.

    Global alignment without a cost for gaps (Needleman & Wunsch 1970), each row at once.

    Args:
        gains: Of pairing sentence i with sentence j, none negative, shape (query, match).
    """
    rows = gains if len(gains) <= gains.shape[1] else gains.T  # the same sums either way
    best = np.zeros(rows.shape[1] + 1)
    before, after = best[:-1], best[1:]
    paired = np.empty_like(after)
    for row in rows.astype(np.float64):
        np.add(before, row, out=paired)
        np.maximum(paired, after, out=paired)
        np.maximum.accumulate(paired, out=after)
    return float(best[-1])


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


def _above_average(affinity: NDArray[np.float32]) -> NDArray[np.float32]:
    """What lies above the average of both sentences: two reports of one event are close everywhere."""
    rows, columns = affinity.shape
    here, there = affinity.sum(axis=1, keepdims=True) / columns, affinity.sum(axis=0, keepdims=True) / rows
    average = np.maximum(here, there)
    gains: NDArray[np.float32] = np.maximum(affinity - average, 0)
    return gains


def _verbatim(alignment: Alignment) -> float:
    of_query = _own_share(alignment.query, alignment.verbatim_query)
    return max(of_query, _own_share(alignment.match, alignment.verbatim_match))


def _own_share(side: Side, words: NDArray[np.bool_]) -> float:
    own = ~side.quoted_words
    return float((words & own).sum() / max(int(own.sum()), 1))


def _margin(closeness: NDArray[np.float32]) -> NDArray[np.float64]:
    """Closest minus second closest; nothing to tell from a text of one sentence."""
    if closeness.shape[1] == 1:
        return np.zeros(len(closeness))
    two = np.partition(closeness, -2, axis=1)
    margin: NDArray[np.float64] = (two[:, -1] - two[:, -2]).astype(np.float64)
    return margin


def _lift(closeness: NDArray[np.float32]) -> NDArray[np.float64]:
    average = closeness.sum(axis=1) / closeness.shape[1]  # half of the time of numpy's mean, and the same
    lift: NDArray[np.float64] = (closeness.max(axis=1) - average).astype(np.float64)
    return lift


def _shared(query: AbstractSet[str], match: AbstractSet[str]) -> float:
    """Share of the smaller set that the other has too, drawn to the neutral share where there is little to go by.

    One fact at the neutral share is added, so that two of two weigh less than twenty of twenty.
    """
    return (len(query & match) + _NEUTRAL) / (min(len(query), len(match)) + 1)
