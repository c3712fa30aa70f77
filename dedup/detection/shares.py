"""Shares of a text's words: of each kind, and of each source. Every share that is shown anywhere is counted here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.crediting import closest
from dedup.detection.sources import Source
from dedup.detection.verdict import RESTATED, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from dedup.detection.crediting import Option
    from dedup.detection.side import Side
    from dedup.detection.verdict import ParagraphVerdict


@dataclass(frozen=True, slots=True)
class Uncounted:
    """What is left out when shares are counted; nothing of it changes what the verdict says.

    Attributes:
        quotations: Words inside quotations are no words of the text.
        furniture: Nor are those of paragraphs that are background.
        shorter_than: Paragraphs of fewer words than this count as the text's own.
        sources: Ids of stored articles. Their paragraphs go to the next source that has them, else they are the text's.
    """

    quotations: bool = False
    furniture: bool = False
    shorter_than: int = 0
    sources: frozenset[str | None] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return self != Uncounted()


NOTHING = Uncounted()
"""Nothing is left out: the shares of the verdict itself."""


def paragraph_weights(
    side: Side, uncounted: Uncounted = NOTHING, background: Collection[int] = ()
) -> NDArray[np.float64]:
    """Share of a text's words in each paragraph, shape (paragraphs,); sums to 1 unless no word is counted.

    Args:
        side: The text.
        uncounted: What is left out of it.
        background: Its paragraphs that are background, by index.
    """
    if not uncounted:
        return side.paragraph_weights
    words = (side.own.counts if uncounted.quotations else side.sentence_words).astype(np.float64)
    if uncounted.furniture and background:
        words[[sentence.paragraph in background for sentence in side.document.sentences]] = 0.0
    return side.by_paragraph(words / max(float(words.sum()), 1.0))


def counted_as(
    side: Side,
    paragraphs: Sequence[ParagraphVerdict],
    uncounted: Uncounted,
    others: Sequence[Sequence[Option]] = (),
) -> list[ParagraphVerdict]:
    """What each paragraph counts as: one whose source or length is left out goes to its next source, or to nobody.

    Args:
        side: The text.
        paragraphs: What each paragraph is.
        uncounted: What is left out.
        others: For each paragraph, what it is beside each match, from which the next source is chosen.
    """
    words = side.by_paragraph(side.sentence_words)
    found = []
    for one in paragraphs:
        counted = one
        if one.best is not None and one.best.article_id in uncounted.sources:
            options = others[one.index] if others else ()
            left = [option for option in options if option.source not in uncounted.sources]
            counted = closest(left) or replace(one, kind=Kind.ORIGINAL, best=None)
        if counted.kind in RESTATED | {Kind.QUOTED} and words[one.index] < uncounted.shorter_than:
            counted = replace(counted, kind=Kind.ORIGINAL, best=None)
        found.append(counted)
    return found


def share_of(
    weights: NDArray[np.float64], paragraphs: Sequence[ParagraphVerdict], kinds: Collection[Kind] = RESTATED
) -> float:
    """Share of a text's words in paragraphs of some kinds, 0..1.

    Args:
        weights: Share of the text's words in each paragraph.
        paragraphs: What each paragraph is.
        kinds: By default those that were taken, in the same words or in others.
    """
    return float(weights[[one.kind in kinds for one in paragraphs]].sum())


def coverage_of(weights: NDArray[np.float64], paragraphs: Sequence[ParagraphVerdict]) -> dict[Kind, float]:
    """Share of a text's words by paragraph kind."""
    return {kind: share_of(weights, paragraphs, {kind}) for kind in Kind}


def sources_of(weights: NDArray[np.float64], paragraphs: Sequence[ParagraphVerdict]) -> tuple[Source, ...]:
    """How many of a text's words go to which stored article, the most first.

    Args:
        weights: Share of the text's words in each paragraph.
        paragraphs: Each credited to its closest source.
    """
    taken: dict[str | None, list[float]] = {}
    for one in paragraphs:
        if one.kind in RESTATED and one.best is not None:
            taken.setdefault(one.best.article_id, []).append(float(weights[one.index]))
    found = [Source(name, sum(shares), len(shares)) for name, shares in taken.items()]
    return tuple(sorted(found, key=lambda source: -source.share))


def by_source_and_kind(
    weights: NDArray[np.float64], paragraphs: Sequence[ParagraphVerdict]
) -> dict[tuple[str | None, Kind], float]:
    """The shares of :func:`sources_of`, by the kind of paragraph too."""
    found: dict[tuple[str | None, Kind], float] = {}
    for one in paragraphs:
        if one.kind in RESTATED and one.best is not None:
            name = (one.best.article_id, one.kind)
            found[name] = found.get(name, 0.0) + float(weights[one.index])
    return found
