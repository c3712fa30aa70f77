"""The quote ledger: what became of every quotation between a match and a query."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.detection.ledger import DiffPart, Excerpt, QuoteEntry, QuoteStatus
from dedup.detection.quotepairs import (
    ALIKE,
    ALIKE_DERIVED,
    Known,
    Pair,
    QuotedSide,
    is_given_to_another,
    pair_by_meaning,
    pair_by_words,
)
from dedup.detection.worddiff import compare, is_kept, word_diff

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from dedup.text.document import Document
    from dedup.text.quotations import Quotation


def quote_ledger(  # noqa: PLR0913 - two texts, and what is known of them
    ours: QuotedSide,
    theirs: QuotedSide,
    *,
    aligned: Collection[tuple[int, int]] = (),
    cosines: NDArray[np.float32] | None = None,
    derived: bool = False,
    across: bool = False,
) -> list[QuoteEntry]:
    """Say of every quotation what became of it: kept, altered, given to another speaker, unquoted, dropped, added.

    Between two languages nothing is called altered: what is the same utterance by its meaning is translated.

    Args:
        ours: The query's quotations.
        theirs: The match's.
        aligned: Pairs (query paragraph, match paragraph) that answer to each other.
        cosines: Of the sentences, shape (query sentences, match sentences); without them only words pair quotations.
        derived: One text is made from the other, so that quotations left over are likelier to be the same ones.
        across: The texts are in two languages.

    Returns:
        The entries of the query's quotations, in order, then those that only the match has. Offsets point into the
        texts as sent.
    """
    pairs = pair_by_words(ours, theirs)
    if cosines is not None and cosines.size:
        known = Known(frozenset(aligned), cosines, ALIKE_DERIVED if derived else ALIKE, across)
        pairs += pair_by_meaning(ours, theirs, pairs, known)
    entries = list(_entries(ours, theirs, pairs))
    return [_translated(entry) for entry in entries] if across else entries


def _translated(entry: QuoteEntry) -> QuoteEntry:
    """An entry of quotations in two languages, whose words say nothing of each other."""
    status = QuoteStatus.TRANSLATED if entry.status is QuoteStatus.ALTERED else entry.status
    return replace(entry, status=status, diff=())


def _entries(ours: QuotedSide, theirs: QuotedSide, pairs: list[Pair]) -> Iterator[QuoteEntry]:
    """One entry for each pair of whole quotations, and for each quotation that has no pair."""
    joined: dict[Pair, list[Pair]] = {}
    for pair in sorted(pairs):
        joined.setdefault(Pair(ours.whole[pair.query], theirs.whole[pair.match]), []).append(pair)
    for index, quotation in enumerate(ours.quotations):
        own = [pair for pair in joined if pair.query == index]
        for pair in own:
            alone = len(own) == 1 and sum(1 for other in joined if other.match == pair.match) == 1
            yield _paired(ours, theirs, pair, joined[pair], alone=alone)
        if not own:
            excerpt = _excerpt(ours.document, quotation.span)
            yield QuoteEntry(QuoteStatus.ADDED, query=excerpt, query_speaker=quotation.speaker)
    used = {pair.match for pair in joined}
    left = [quotation for index, quotation in enumerate(theirs.quotations) if index not in used]
    for quotation in left:
        excerpt = _excerpt(theirs.document, quotation.span)
        again = _again(ours, theirs, quotation)
        if again is not None:
            status = (
                QuoteStatus.REATTRIBUTED if is_given_to_another(ours, theirs, again, quotation) else QuoteStatus.KEPT
            )
            here = _excerpt(ours.document, again.span)
            yield QuoteEntry(status, here, excerpt, query_speaker=again.speaker, match_speaker=quotation.speaker)
        elif (span := ours.narrative.find(quotation)) is not None:
            here = _excerpt(ours.document, span)
            yield QuoteEntry(QuoteStatus.UNQUOTED, here, excerpt, match_speaker=quotation.speaker)
        else:
            yield QuoteEntry(QuoteStatus.DROPPED, match=excerpt, match_speaker=quotation.speaker)


def _again(ours: QuotedSide, theirs: QuotedSide, quotation: Quotation) -> Quotation | None:
    """The query's quotation that has all words of one which the match has twice."""
    for other, vocabulary in zip(ours.quotations, ours.vocabularies, strict=True):
        if not vocabulary.issuperset(quotation.words):
            continue
        comparison = compare(other.words, quotation.words)
        whole = comparison.run == len(quotation.words)
        if whole and is_kept(ours.document, theirs.document, other, quotation, comparison):
            return other
    return None


def _paired(ours: QuotedSide, theirs: QuotedSide, pair: Pair, parts: list[Pair], *, alone: bool) -> QuoteEntry:
    """The entry of two quotations: whole ones where each has no other counterpart, else the parts that have."""
    kept = all(
        is_kept(
            ours.document,
            theirs.document,
            one := ours.parts[i],
            other := theirs.parts[j],
            compare(one.words, other.words),
        )
        for i, j in parts
    )
    one, other = ours.quotations[pair.query], theirs.quotations[pair.match]
    if not alone:
        one = _together([ours.parts[i] for i in sorted({part.query for part in parts})])
        other = _together([theirs.parts[j] for j in sorted({part.match for part in parts})])
    diff: tuple[DiffPart, ...] = ()
    status = QuoteStatus.KEPT if kept else QuoteStatus.ALTERED
    if is_given_to_another(ours, theirs, one, other):
        status = QuoteStatus.REATTRIBUTED
    if not kept:
        diff = word_diff(ours.document, theirs.document, one, other, compare(one.words, other.words))
    return QuoteEntry(
        status,
        _excerpt(ours.document, one.span),
        _excerpt(theirs.document, other.span),
        diff,
        query_speaker=one.speaker,
        match_speaker=other.speaker,
    )


def _together(parts: list[Quotation]) -> Quotation:
    return replace(
        parts[0],
        span=Span(parts[0].span.start, parts[-1].span.end),
        words=tuple(word for part in parts for word in part.words),
        pieces=tuple(piece for part in parts for piece in part.pieces),
    )


def _excerpt(document: Document, span: Span) -> Excerpt:
    original = document.canonical.to_original(span)
    return Excerpt(document.canonical.original[original.start : original.end], *original)
