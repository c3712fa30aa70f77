"""What a pair changed: quotations, facts (figures, dates and names), and statements that were turned round."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.across import without_nouns
from dedup.detection.facts import fact_diff
from dedup.detection.quotepairs import QuotedSide
from dedup.detection.quotes import quote_ledger
from dedup.detection.reversals import find_reversals
from dedup.detection.slots import FactSide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.detection.alignment import Alignment
    from dedup.detection.ledger import FactEntry, QuoteEntry
    from dedup.detection.matching import Compared
    from dedup.detection.verdict import Match, ParagraphVerdict

MERGED_OVERLAP = 0.2
"""Share of a sentence's rare words that its second closest has, from which on it may be made from both."""


def _seconds(alignment: Alignment) -> set[tuple[int, int]]:
    """Each query sentence with its second closest, where they share rare words: it may merge two sentences."""
    if alignment.affinity.shape[1] == 1:
        return set()
    second = np.argsort(-alignment.affinity, axis=1)[:, 1]
    shared = alignment.overlap_of_query[np.arange(len(second)), second]
    return {(i, int(second[i])) for i in np.flatnonzero(shared >= MERGED_OVERLAP).tolist()}


def changed_facts(alignment: Alignment, paragraphs: Sequence[ParagraphVerdict], *, derived: bool) -> list[FactEntry]:
    """Facts that differ between sentences that answer to each other, and statements that were turned round.

    In a derived text a sentence's closest one is its source, wherever it stands; in an independent one only paragraphs
    that were found to say the same are held against each other.

    Args:
        alignment: Of the two texts.
        paragraphs: What each paragraph of the query is.
        derived: Whether one text was made from the other.

    Returns:
        In the order of the query.
    """
    query, match = alignment.query, alignment.match
    aligned = {p.index: p.best.paragraph for p in paragraphs if p.best is not None}
    there = list(enumerate(alignment.closest.tolist()))
    back = ((i, j) for j, i in enumerate(alignment.closest_back.tolist()))
    pairs = []
    second = _seconds(alignment) if derived else set()
    for i, j in {*there, *back, *second}:
        paragraph = query.document.sentences[i].paragraph
        if paragraph in aligned and (derived or aligned[paragraph] == match.document.sentences[j].paragraph):
            pairs.append((i, j, float(alignment.affinity[i, j])))
    pairs.sort(key=lambda pair: ((pair[0], pair[1]) in second, -pair[2]))
    if alignment.is_across:
        ours, theirs = (FactSide.of(side.document, without_nouns(side.facts)) for side in (query, match))
    else:
        ours, theirs = query.placed_facts, FactSide.of(match.document, match.facts)
    changed = fact_diff(ours, theirs, pairs, across=alignment.is_across)
    if derived:
        mutual = [(i, j, float(alignment.affinity[i, j])) for i, j in there if alignment.mutual[i]]
        changed += find_reversals(query.document, match.document, query.quotations, match.quotations, mutual)
    return sorted(changed, key=lambda entry: (entry.query.start, entry.query.end))


def quotes_of(compared: Compared) -> list[QuoteEntry]:
    """What became of every quotation of both texts."""
    alignment = compared.alignment
    return quote_ledger(
        alignment.query.quoted,
        QuotedSide.of(alignment.match.document, alignment.match.quotations),
        aligned={(p.index, p.best.paragraph) for p in compared.paragraphs if p.best is not None},
        cosines=alignment.cosines,
        derived=compared.derives,
        across=alignment.is_across,
    )


def with_ledgers(match: Match, compared: Compared) -> Match:
    """A match with what became of each quotation, and the facts that differ: half of the work, so done once it is kept.

    Args:
        match: From :func:`dedup.detection.explaining.to_match`.
        compared: The comparison that it explains.
    """
    facts = changed_facts(compared.alignment, compared.paragraphs, derived=compared.derives)
    return replace(match, quotes=tuple(quotes_of(compared)), facts=tuple(facts))
