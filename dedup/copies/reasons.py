"""Why two texts are copies: the passages that stand in both, where they stand in each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.article import Span
from dedup.detection.runs import LEAST_RUN, Run, verbatim_runs
from dedup.detection.verdict import SpanPair
from dedup.text.canonical import canonicalise
from dedup.text.lookalikes import undisguised
from dedup.text.repairs import find_repairs
from dedup.text.shingles import word_hashes
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Told:
    """A text whose words know where they stand in it, as sent.

    Args:
        text: As sent.
    """

    def __init__(self, text: str) -> None:
        self._canonical = canonicalise(text, find_repairs(text))
        self._words = words_with_offsets(undisguised(self._canonical.text).text)

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """Of its words, shape (words,)."""
        return word_hashes([word for word, _, _ in self._words])

    def span(self, first: int, count: int) -> Span:
        """Where some words in a row stand in the text as sent."""
        return self._canonical.to_original(Span(self._words[first][1], self._words[first + count - 1][2]))


class Reason(NamedTuple):
    """What two texts have in common.

    Attributes:
        same: They have the same words, one after the other.
        spans: The passages both have, in the order of the first.
    """

    same: bool
    spans: tuple[SpanPair, ...]


def reason(query: Told, match: Told) -> Reason:
    """What two texts have in common, word for word, in passages of five words or more.

    Args:
        query: A text with words.
        match: Another.
    """
    same = np.array_equal(query.hashes, match.hashes)
    runs = [Run(0, 0, len(query.hashes))] if same else verbatim_runs(query.hashes, match.hashes, LEAST_RUN)
    return Reason(
        same, tuple(SpanPair(query.span(run.query, run.length), match.span(run.match, run.length)) for run in runs)
    )
