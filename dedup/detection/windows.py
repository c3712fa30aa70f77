"""Windows: what a reader is given of a pair, a stretch of one text beside the sentences of the other that answer to it.

A window is short, so that a small model reads it as a whole; and since each is an answer of its own, several can be
asked in turn, and asking can stop where they agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from dedup.detection.alignment import Alignment
    from dedup.detection.side import Side

READ_TOKENS = 100
"""Tokens of the text that is read in one window; twice as many were dearer and no better on unseen corpora."""

ANSWER_TOKENS = 120
"""Tokens of the sentences that answer to them."""

TOKENS_A_WORD = 1.35
"""Word pieces of a word of English news, about; a window is cut to the model's own count when it is read."""

_LEAST_TOKENS = 60
"""Tokens below which what is left at the end of a text joins the window before it."""

_AROUND = 2
"""Tokens a sentence has beyond those of its words: its punctuation."""

_ANSWERS = 2
"""Sentences of the other text that a sentence may ask for: its closest, and the second closest if there is room."""


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences of two texts that are read together.

    Attributes:
        read: Sentences of the text that is read, as indexes, in its order.
        answering: Sentences of the other text, in that text's order.
        words: Words of the first.
    """

    read: tuple[int, ...]
    answering: tuple[int, ...]
    words: int


def token_counts(side: Side) -> NDArray[np.int64]:
    """About how many tokens each sentence has, shape (sentences,)."""
    counts: NDArray[np.int64] = (side.sentence_words * TOKENS_A_WORD).astype(np.int64) + _AROUND
    return counts


def reads_query(query: Side, match: Side) -> bool:
    """Whether it is the query whose windows are read: the shorter text, since a long source is not restated whole."""
    return len(query.document.words.texts) <= len(match.document.words.texts)


def windows_of(alignment: Alignment) -> list[Window]:
    """All windows of the shorter text with what answers to them in the longer, the longest first."""
    query, match, cosines = alignment.query, alignment.match, alignment.cosines
    if not reads_query(query, match):
        query, match, cosines = match, query, cosines.T
    words, there = query.sentence_words, token_counts(match)
    found = [
        Window(tuple(part), tuple(answering(cosines[part], there)), int(words[part].sum()))
        for part in stretches(token_counts(query).tolist())
    ]
    return sorted(found, key=_longest_first)


def windows_among(alignments: Sequence[Alignment], paragraphs: Collection[int]) -> list[Window]:
    """Windows of some paragraphs of a query with what answers to them in several matches, the longest first.

    Args:
        alignments: Of the query with each match.
        paragraphs: Of the query, by index.

    Returns:
        What answers are indexes into the sentences of all matches, one match after the other.
    """
    query = alignments[0].query
    chosen = np.flatnonzero(np.isin(query.sentence_paragraphs, list(paragraphs)))
    cosines = np.concatenate([alignment.cosines for alignment in alignments], axis=1)
    there = np.concatenate([token_counts(alignment.match) for alignment in alignments])
    found = [
        Window(tuple(part.tolist()), tuple(answering(cosines[part], there)), int(query.sentence_words[part].sum()))
        for part in (chosen[stretch] for stretch in stretches(token_counts(query)[chosen].tolist()))
    ]
    return sorted(found, key=_longest_first)


def _longest_first(window: Window) -> tuple[int, tuple[int, ...]]:
    return -window.words, window.read


def stretches(tokens: Sequence[int]) -> list[list[int]]:
    """Consecutive sentences up to :data:`READ_TOKENS`, every sentence once; a longer one stands alone."""
    found: list[list[int]] = []
    current: list[int] = []
    total = 0
    for index, count in enumerate(tokens):
        if current and total + count > READ_TOKENS:
            found.append(current)
            current, total = [], 0
        current.append(index)
        total += count
    if current and found and total < _LEAST_TOKENS:
        found[-1] += current
    elif current:
        found.append(current)
    return found


def answering(cosines: NDArray[np.float32], tokens: NDArray[np.int64]) -> list[int]:
    """Sentences of the other text that answer to some sentences: every closest one first, then the second closest.

    Args:
        cosines: Of the sentences with all of the other text, shape (read, other).
        tokens: Of each sentence of the other text.

    Returns:
        Their indexes in that text's order, together up to :data:`ANSWER_TOKENS`, at least one.
    """
    ranked = np.argsort(-cosines, axis=1, kind="stable")[:, :_ANSWERS]
    chosen: list[int] = []
    total = 0
    for column in ranked.T:
        closeness = cosines[np.arange(len(column)), column]
        for row in np.argsort(-closeness, kind="stable").tolist():
            index = int(column[row])
            if index not in chosen and (not chosen or total + tokens[index] <= ANSWER_TOKENS):
                chosen.append(index)
                total += int(tokens[index])
    return sorted(chosen)


def joined(texts: Sequence[str], sentences: Sequence[int]) -> str:
    """Some sentences of a text, as the reader gets them."""
    return " ".join(texts[index] for index in sentences)
