"""Paragraph kinds: what one paragraph of the query is, held against one match."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.article import Span
from dedup.detection.pairing import common_words, word_range
from dedup.detection.runs import LEAST_RUN
from dedup.detection.verdict import Counterpart, Kind, ParagraphVerdict, SpanPair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dedup.article import Paragraph
    from dedup.detection.alignment import Alignment
    from dedup.detection.pairing import Pairing
    from dedup.detection.side import Part, Side

VERBATIM = 0.999
"""Share of a paragraph's words in verbatim runs from which on it is verbatim: all of them, but for rounding. Case,
punctuation and quotation marks do not count."""

EDITED = 0.5
"""The same for edited; below it more than half of the words are the writer's own. Rewrites of the gold set's fitting
events share 0.2 to 0.45 of their words in order with their source, edited paragraphs 0.6 and more."""

PARAPHRASED_DERIVED = 0.42
"""Cosine from which on a paragraph of a derived article restates its counterpart. Fitted on the gold set's fitting
events: nine in ten paraphrased paragraphs lie above, nine in ten original ones below."""

PARAPHRASED_INDEPENDENT = 0.67
"""The same where the pair as a whole does not look derived: two reports of one event bring close sentences by nature,
so one paragraph has to say more by itself."""

EDITED_WITHOUT_RUN = 0.7
"""Share of words in order that makes a paragraph edited even where no five of them stand together: short words alone
bring two translations of one quotation to one half."""

_SHORT_COSINE = 0.95
"""A paragraph too short for a run (a subheading) has to mean the same to count as taken."""

_MERGED = 0.05
"""Taken off a cosine whose sentences were found in several paragraphs: more places, more chances."""

_ROUNDING = 1e-9
"""By which a bound in floating point may be missed by what it bounds."""

_QUOTED_SHARE = 0.8
"""Share of the shared words that stand inside quotations, from which on only a quotation is shared."""


def judge_paragraphs(alignment: Alignment, article_id: str | None, *, derived: bool) -> list[ParagraphVerdict]:
    """Say of every paragraph of the query what it is, held against one match.

    Args:
        alignment: Of the two texts.
        article_id: Id of the match.
        derived: The pair as a whole looks derived.

    Returns:
        One verdict a paragraph; a paragraph that is all boilerplate is ``original`` and marked. ``best`` is None for
        original paragraphs.
    """
    held = held_paragraphs(alignment, derived=derived)
    return [told_paragraph(alignment, p.index, held.get(p.index), article_id) for p in _all(alignment.query)]


@dataclass(frozen=True, slots=True)
class Held:
    """A paragraph of the query that has something of its counterpart.

    Attributes:
        kind: What it is.
        paragraph: The paragraph.
        counterpart: The paragraph of the match.
        kept: Share of its words that stand there in the same order.
        semantic: Cosine of the two.
        background: It proves nothing.
    """

    kind: Kind
    paragraph: Part
    counterpart: Part
    kept: float
    semantic: float
    background: bool = False


def held_paragraphs(alignment: Alignment, *, derived: bool) -> Mapping[int, Held]:
    """What the paragraphs are, by index, before it is told where in the match; ``original`` ones are left out."""
    known = alignment.held.get(derived)
    if known is None:
        known = alignment.held[derived] = _held(alignment, alignment.pairing, derived=derived)
    return known


def _held(alignment: Alignment, pairing: Pairing, *, derived: bool) -> dict[int, Held]:
    semantics = pairing.semantic[np.arange(len(pairing.query)), pairing.best]
    closest = np.maximum(semantics, _anywhere(alignment))
    found = {}
    for row in np.flatnonzero((closest >= _paraphrased(derived=derived)) | _may_be_taken(alignment)).tolist():
        paragraph, counterpart = pairing.query[row], pairing.match[int(pairing.best[row])]
        semantic, closeness = float(semantics[row]), float(closest[row])
        kept = common_words(alignment, paragraph, counterpart)
        kind = _kind(alignment, paragraph, kept, closeness, derived=derived)
        if kind is not Kind.ORIGINAL:
            found[paragraph.index] = Held(kind, paragraph, counterpart, kept, semantic)
    return found


def told_paragraph(alignment: Alignment, index: int, held: Held | None, article_id: str | None) -> ParagraphVerdict:
    """The verdict on one paragraph of the query.

    Args:
        alignment: Of the two texts.
        index: Of the paragraph.
        held: What :func:`held_paragraphs` found of it; None for an original one.
        article_id: Id of the match.
    """
    place = _place(alignment.query, index)
    if held is None:
        boilerplate = not len(_all(alignment.query)[index].sentences)
        return ParagraphVerdict(index, place.start, place.end, Kind.ORIGINAL, boilerplate=boilerplate)
    best = _counterpart(alignment, held, article_id)
    return ParagraphVerdict(index, place.start, place.end, held.kind, background=held.background, best=best)


def may_be_copied(alignment: Alignment) -> list[int]:
    """Paragraphs of the query, by index, that may be verbatim or edited: no other is, so nothing need be paired for it.

    An upper bound: words in the same order as a counterpart's are at most those that stand in the match at all.
    """
    needed = np.where(_lifted(alignment), EDITED, EDITED_WITHOUT_RUN)
    may = _found(alignment) >= needed * _words(alignment) - _ROUNDING
    return [alignment.query.parts[place].index for place in may.nonzero()[0].tolist()]


def _may_be_taken(alignment: Alignment) -> NDArray[np.bool_]:
    """Which paragraphs with sentences may be more than restated: copied, or a quotation that both have.

    One that is too short for a run may be verbatim by less.
    """
    words = _words(alignment)
    may: NDArray[np.bool_] = _found(alignment) >= EDITED_WITHOUT_RUN * words
    return may | (words < LEAST_RUN) | _lifted(alignment)


def _words(alignment: Alignment) -> NDArray[np.int64]:
    first, stop = alignment.query.part_words
    words: NDArray[np.int64] = np.maximum(stop - first, 1)
    return words


def _found(alignment: Alignment) -> NDArray[np.int64]:
    """How many words of each paragraph the match has anywhere."""
    first, stop = alignment.query.part_words
    return alignment.found[stop] - alignment.found[first]


def _lifted(alignment: Alignment) -> NDArray[np.bool_]:
    """Which paragraphs have words in verbatim runs."""
    first, stop = alignment.query.part_words
    if not alignment.runs:
        return np.zeros(len(first), dtype=bool)
    return alignment.lifted[stop] > alignment.lifted[first]


def _paraphrased(*, derived: bool) -> float:
    return PARAPHRASED_DERIVED if derived else PARAPHRASED_INDEPENDENT


def _all(side: Side) -> tuple[Paragraph, ...]:
    return side.document.paragraphs


def _kind(alignment: Alignment, paragraph: Part, kept: float, semantic: float, *, derived: bool) -> Kind:
    words = word_range(alignment.query, paragraph)
    verbatim = alignment.verbatim_query[words]
    quoted = alignment.query.quoted_words[words]
    share = float(verbatim.mean()) if len(verbatim) else 0.0
    kept = max(kept, share)
    short = len(verbatim) < LEAST_RUN and semantic < _SHORT_COSINE
    if (share >= VERBATIM or (kept >= VERBATIM and len(verbatim) < LEAST_RUN)) and not short:
        kind = Kind.VERBATIM
    elif kept >= (EDITED if share else EDITED_WITHOUT_RUN) and not short:
        kind = Kind.EDITED
    elif semantic >= _paraphrased(derived=derived):
        kind = Kind.PARAPHRASED
    else:
        kind = Kind.ORIGINAL
    only_quoted = verbatim.any() and float(quoted[verbatim].mean()) >= _QUOTED_SHARE
    if only_quoted and not derived:
        return Kind.QUOTED
    return kind


def _anywhere(alignment: Alignment) -> NDArray[np.float64]:
    """Cosine of each paragraph's sentences with their closest anywhere in the match, of which it may merge several."""
    weights, starts = alignment.query.weights, [part.sentences.start for part in alignment.query.parts]
    sums = np.add.reduceat(weights * alignment.closeness, starts)
    means: NDArray[np.float64] = sums / np.maximum(np.add.reduceat(weights, starts), 1e-9)
    return means - _MERGED


def _counterpart(alignment: Alignment, held: Held, article_id: str | None) -> Counterpart:
    place = _place(alignment.match, held.counterpart.index)
    return Counterpart(
        article_id,
        held.counterpart.index,
        place.start,
        place.end,
        held.kept,
        held.semantic,
        tuple(run_spans(alignment, word_range(alignment.query, held.paragraph))),
    )


def run_spans(alignment: Alignment, words: slice) -> list[SpanPair]:
    """The verbatim runs inside some words of the query, in characters of both texts as sent."""
    runs = alignment.runs  # in order and apart from each other, so that those of a paragraph follow one another
    begin = bisect_right(runs, words.start, key=lambda run: run.query + run.length)
    spans = []
    for run in runs[begin : bisect_left(runs, words.stop, key=lambda run: run.query)]:
        first, stop = max(run.query, words.start), min(run.query + run.length, words.stop)
        shift = run.match - run.query
        spans.append(
            SpanPair(
                _characters(alignment.query, first, stop),
                _characters(alignment.match, first + shift, stop + shift),
            )
        )
    return spans


def _characters(side: Side, first: int, stop: int) -> Span:
    words = side.document.words
    return side.document.canonical.to_original(Span(int(words.starts[first]), int(words.ends[stop - 1])))


def _place(side: Side, index: int) -> Span:
    """Where a paragraph stands in the text as sent."""
    document = side.document
    return document.canonical.to_original(document.paragraphs[index].span)
