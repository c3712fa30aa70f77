"""Texts that were pieced together: several stored articles explain them, and none of those alone.

Every report of an event has paragraphs that another report says too, so what counts is how much of the text is left
once its closest source is set aside, and how close that is. It is a weak sign beside that of a single source, so
composites have a probability of their own and a bar of their own, above which nobody has to look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.detection.naming import NEAR_COPY
from dedup.detection.relation import Logistic
from dedup.detection.shares import sources_of
from dedup.detection.sources import Composite
from dedup.detection.verdict import COPIED, RESTATED, Direction, DirectionBy, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dedup.detection.ledger import QuoteEntry
    from dedup.detection.sources import Source
    from dedup.detection.verdict import Kind, Match, ParagraphVerdict

SEVERAL = 2
"""Stored articles that a composite has at least: two texts that are held against each other are never one."""

LIKELY = 0.5
"""Probability from which on a text is called one."""

ALONE = 0.8
"""Share of what was taken that one derived match has, from which on it explains the text alone."""

MODEL = Logistic(-6.45, {"rest": (0.0, 1.0, 3.09), "close": (0.0, 1.0, 3.94), "copied": (0.0, 1.0, 6.01)})
"""From the evidence of :func:`evidence_of` to a probability, fitted by ``python -m benchmarks composites`` as if one
composite came on nine reports. Each corpus by a fit without it: of 142 reports in basil, each held against others of
its event, none is called one, of 150 in ecb-plus one; of composites that no single article explains 35 of 40 in
wmt21-ru-en, both in onestop, and none of 19 in the gold set."""

RESTATING = (3, 0.25, 0.15)
"""Sources, share of the text that says in other words what they say, and share they have beside the first of them,
from which on a text in which a quotation was reworded as well is read with them. What was copied is no rewording."""

REWORDED = 0.52
"""Probability of those before they are read. Of texts that no single article explains they are 13 of 78 composites and
4 of 232 reports, in basil and ecb-plus; with one composite on nine reports that makes 0.52. Over a store it is no sign
by itself: several reports have a quarter of another, and two quotations from one speech pass for one reworded."""


def evidence_of(
    weights: NDArray[np.float64], paragraphs: Sequence[ParagraphVerdict], names: Collection[str | None]
) -> dict[str, float]:
    """What tells a composite from a report of an event that others reported too, 0..1 each.

    Args:
        weights: Share of the text's words in each paragraph.
        paragraphs: Each credited to its closest source.
        names: Sources that it may be pieced together from.

    Returns:
        ``rest``: share of its words that they have beside the one that has most; ``close``: how close those paragraphs
        are, by words or meaning; ``copied``: share of its words in verbatim or edited ones.
    """
    used = [p for p in paragraphs if p.kind in RESTATED and p.best is not None and p.best.article_id in names]
    shares = [source.share for source in sources_of(weights, used)]
    total = sum(shares)
    close = sum(float(weights[p.index]) * max(p.best.lexical, p.best.semantic) for p in used if p.best is not None)
    return {
        "rest": total - max(shares, default=0.0),
        "close": close / total if total else 0.0,
        "copied": sum(float(weights[p.index]) for p in used if p.kind in COPIED),
    }


def quotes_told(match: Match) -> Sequence[QuoteEntry]:
    """The quote ledger that a match has."""
    return match.quotes


def unread(_probability: float, _names: Collection[str | None]) -> float:
    """What a would-be composite has of its reworded quotation where nothing is read: nothing."""
    return 0.0


def composite_of(
    weights: NDArray[np.float64],
    paragraphs: Sequence[ParagraphVerdict],
    matches: Sequence[Match],
    quotes_of: Callable[[Match], Sequence[QuoteEntry]] = quotes_told,
    weighed: Callable[[float, Collection[str | None]], float] = unread,
) -> Composite | None:
    """What a text was pieced together from; None where one match explains it, or nothing does.

    Args:
        weights: Share of the text's words in each paragraph.
        paragraphs: Each credited to its closest source over all matches.
        matches: Best first.
        quotes_of: Gives the quote ledger of a match, for the few texts in which it decides.
        weighed: Weighs a probability by reading the text together with those of some ids, for fewer still.
    """
    best = matches[0] if matches else None
    if best is None or best.relation in {Relation.IDENTICAL, Relation.UPDATE}:
        return None
    derived = {one.article.id: one.derivation for one in matches if one.relation.is_derived and _may_be_source(one)}
    if best.relation.is_derived:
        names = frozenset(derived)
        whole = sum(source.share for source in sources_of(weights, paragraphs) if source.article_id in names)
        if any(one.containment.of_query >= ALONE * whole for one in matches if one.article.id in names):
            return None
    else:
        names = frozenset(one.article.id for one in matches if _may_be_source(one))
    sources = tuple(source for source in sources_of(weights, paragraphs) if source.article_id in names)
    if len(sources) < SEVERAL:
        return None
    if best.relation.is_derived:
        probability = max(derived[source.article_id] for source in sources)
    else:
        evidence = evidence_of(weights, paragraphs, names)
        probability = MODEL.probability(evidence)
        if probability < LIKELY and is_reworded(evidence, sources, matches, quotes_of):
            probability = max(probability, weighed(REWORDED, names & {source.article_id for source in sources}))
    if probability < LIKELY:
        return None
    return Composite(probability, sum(source.share for source in sources), sources)


def taken_of(best: Match | None, composite: Composite | None) -> float:
    """Share of a text's words that the sources which its verdict names have; 0 where it took from none.

    Args:
        best: The best match.
        composite: What it was pieced together from, if it was.
    """
    if composite is not None:
        return composite.share
    if best is None or not best.relation.is_derived or _is_later(best):
        return 0.0
    return best.containment.of_query


def composite_name(coverage: Mapping[Kind, float], composite: Composite) -> Relation:
    """What a composite is called, by how its words were taken.

    Args:
        coverage: Share of the words by paragraph kind.
        composite: What it was pieced together from.
    """
    copied = sum(coverage[kind] for kind in COPIED)
    if copied >= NEAR_COPY:
        return Relation.NEAR_COPY
    return Relation.PARTIAL_COPY if copied > composite.share / 2 else Relation.REWRITE


def is_reworded(
    evidence: Mapping[str, float],
    sources: Sequence[Source],
    matches: Sequence[Match],
    quotes_of: Callable[[Match], Sequence[QuoteEntry]] = quotes_told,
) -> bool:
    """Whether a text restates several sources, and a quotation of one of them in other words.

    Args:
        evidence: From :func:`evidence_of`.
        sources: That it may be pieced together from.
        matches: What they are matched by.
        quotes_of: Gives the quote ledger of a match.
    """
    several, share, rest = RESTATING
    anew = sum(source.share for source in sources) - evidence["copied"]
    if len(sources) < several or anew < share or evidence["rest"] < rest:
        return False
    names = {source.article_id for source in sources}
    return any(quote.is_reworded for match in matches if match.article.id in names for quote in quotes_of(match))


def _may_be_source(match: Match) -> bool:
    """Whether a text may have been made from a match: not where that came later, nor where it is the text's own."""
    return match.own is None and not _is_later(match) and match.relation is not Relation.SERIES


def _is_later(match: Match) -> bool:
    return match.direction is Direction.MATCH_FROM_QUERY and match.direction_by is DirectionBy.TIME
