"""Reading together: where the evidence leaves a doubt, windows of both texts are put before a reader.

What long runs or plain distance settle is not read. Of what is left, the candidates likeliest to be derived come first,
and of each the longest windows; reading a candidate stops as soon as its windows agree. What is left may be spent on
several matches at once, of which a text may be pieced together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dedup.article import Span
from dedup.detection.verdict import Reading, ReadPassage
from dedup.detection.windows import joined, reads_query, windows_among, windows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from dedup.detection.alignment import Alignment
    from dedup.detection.side import Side
    from dedup.detection.windows import Window

    Read: TypeAlias = Callable[[Sequence[tuple[str, str]]], NDArray[np.float64]]
    """Log-odds that the first text of each pair restates the second."""

WINDOWS = 12
"""Windows that are read for one verdict, at most, unless the settings say otherwise."""

_AT_ONCE = 2
"""Windows of a candidate that are read before asking whether they agree."""

AGREED = 1.5
"""Mean log-odds, either way, from which on windows that all say the same are believed without the rest."""


@dataclass
class Budget:
    """Windows that may still be read for one verdict.

    Attributes:
        left: How many.
        spent: Whether one was refused.
    """

    left: int
    spent: bool = False

    def take(self, wanted: int) -> int:
        """As many as are wanted and left."""
        taken = min(wanted, self.left)
        self.left -= taken
        self.spent |= taken < wanted
        return taken


@dataclass(frozen=True)
class JointReader:
    """Reads two texts together, window by window.

    Attributes:
        read: Gives the log-odds of windows.
        name: Of the reader and its weights; goes into the answer.
        windows: Most windows for one verdict.
    """

    read: Read = field(repr=False)
    name: str
    windows: int = WINDOWS

    def reading(self, alignment: Alignment, budget: Budget) -> Reading | None:
        """Read the windows of one pair until they agree.

        Args:
            alignment: Of the two texts.
            budget: What may still be read; is lowered.

        Returns:
            What was read; None if nothing may be read any more.
        """
        windows = windows_of(alignment)
        odds = self._until_agreed(_texts(alignment, windows), budget)
        return _told(alignment, windows, odds) if odds else None

    def reading_among(
        self, alignments: Sequence[Alignment], paragraphs: Collection[int], budget: Budget
    ) -> float | None:
        """Read some paragraphs of a query beside what answers to them in several matches, as if those were one text.

        Args:
            alignments: Of the query with each match.
            paragraphs: Of the query, by index.
            budget: What may still be read; is lowered.

        Returns:
            The mean log-odds over the windows, by their length; None if nothing may be read any more.
        """
        windows = windows_among(alignments, paragraphs)
        query = alignments[0].query.document.sentence_texts()
        others = [text for one in alignments for text in one.match.document.sentence_texts()]
        texts = [(joined(query, window.read), joined(others, window.answering)) for window in windows]
        odds = self._until_agreed(texts, budget)
        return _mean(windows, odds) if odds else None

    def _until_agreed(self, texts: Sequence[tuple[str, str]], budget: Budget) -> list[float]:
        """The log-odds of windows in their order, of as many as are needed and may be read."""
        odds: list[float] = []
        while len(odds) < len(texts) and not agree(odds):
            taken = budget.take(min(_AT_ONCE, len(texts) - len(odds)))
            if not taken:
                break
            odds += self.read(texts[len(odds) : len(odds) + taken]).tolist()
        return odds


def agree(odds: Sequence[float]) -> bool:
    """Whether what was read so far needs no more: at least two windows, all of one mind and clearly so."""
    if len(odds) < _AT_ONCE:
        return False
    same = min(odds) > 0 or max(odds) < 0
    return same and abs(float(np.mean(odds))) >= AGREED


def _texts(alignment: Alignment, windows: Sequence[Window]) -> list[tuple[str, str]]:
    query, match = alignment.query.document.sentence_texts(), alignment.match.document.sentence_texts()
    read, other = (query, match) if reads_query(alignment.query, alignment.match) else (match, query)
    return [(joined(read, window.read), joined(other, window.answering)) for window in windows]


def _told(alignment: Alignment, windows: Sequence[Window], odds: Sequence[float]) -> Reading:
    """What was read, in the order of the text that was read."""
    of_query = reads_query(alignment.query, alignment.match)
    read, other = (alignment.query, alignment.match) if of_query else (alignment.match, alignment.query)
    passages = []
    for window, value in sorted(zip(windows, odds, strict=False), key=lambda pair: pair[0].read):
        own, answers = _spans(read, window.read), _spans(other, window.answering)
        query, match = (own, answers) if of_query else (answers, own)
        passages.append(ReadPassage(value, value > 0, query, match))
    return Reading(
        _mean(windows, odds),
        "query" if of_query else "match",
        len(windows),
        len(odds),
        sum(value > 0 for value in odds),
        tuple(passages),
    )


def _mean(windows: Sequence[Window], odds: Sequence[float]) -> float:
    """Of the windows that were read, by their length."""
    words = [window.words for window in windows[: len(odds)]]
    return float(np.average(odds, weights=np.maximum(words, 1)))


def _spans(side: Side, sentences: Sequence[int]) -> tuple[Span, ...]:
    """Where some sentences stand in the text as sent; those that follow each other as one span."""
    document = side.document
    found: list[Span] = []
    for place, index in enumerate(sentences):
        span = document.canonical.to_original(document.sentences[index].span)
        if place and sentences[place - 1] == index - 1:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return tuple(found)
