"""Reversals: statements that became their opposite between two sentences which answer to each other.

Two kinds are told: a word gave way to one that says the opposite ("rose", "fell"), or a negation came or went
("signed", "did not sign"). A negated word counts as its opposite, so "did not approve" and "rejected" are no reversal.
Whatever else might turn a sentence round has to be the same on both sides; where it is not, nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.detection.facing import are_beside_the_same, facing_words, has_the_same_on_both_sides
from dedup.detection.ledger import FactEntry, FactKind
from dedup.detection.statements import MOST_WORDS, WINDOW, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.text.document import Document
    from dedup.text.languages.polarity import Predicate
    from dedup.text.quotations import Quotation

LEAST_AFFINITY = 0.9
"""Affinity from which two sentences are closest to each other by more than their subject."""

MOST_REVERSALS = 3
"""Reversals told of one sentence."""

_ALIKE = 0.5
"""Share of what is said beside two statements that has to be the same."""

_LEAST_SHARED = 2

_NEAR = 5
"""Words on either side of a statement that may turn it round, where those beside it are the same on both."""


@dataclass(frozen=True, slots=True)
class _Reversal:
    first: int
    last: int
    first_there: int
    last_there: int


def find_reversals(
    query: Document,
    match: Document,
    query_quotations: Sequence[Quotation],
    match_quotations: Sequence[Quotation],
    sentence_pairs: Sequence[tuple[int, int, float]],
) -> list[FactEntry]:
    """Find the statements that became their opposite.

    Args:
        query: The query's document.
        match: The match's document.
        query_quotations: Its quotations; what they say is the ledger's.
        match_quotations: The match's.
        sentence_pairs: Sentences that are each other's closest, as (query sentence, match sentence, affinity).

    Returns:
        In the order of the query; of one pair of sentences at most :data:`MOST_REVERSALS`.
    """
    polarity = query.language.polarity
    if polarity is None or match.language is not query.language:
        return []
    found = []
    for i, j, affinity in sorted(sentence_pairs):
        if affinity < LEAST_AFFINITY:
            continue
        ours = Statement.of(query, i, query_quotations, polarity)
        theirs = Statement.of(match, j, match_quotations, polarity)
        if ours.words == theirs.words or max(len(ours.words), len(theirs.words)) > MOST_WORDS:
            continue
        if ours.asks or theirs.asks:
            continue
        found += [
            FactEntry(
                FactKind.REVERSAL,
                ours.excerpt(reversal.first, reversal.last),
                theirs.excerpt(reversal.first_there, reversal.last_there),
                query.sentences[i].paragraph,
                match.sentences[j].paragraph,
            )
            for reversal in _reversals(ours, theirs)
        ]
    return found


def _reversals(ours: Statement, theirs: Statement) -> list[_Reversal]:
    """The reversals of a sentence, in its order: words that gave way, one after the other, or else a negation."""
    found: list[_Reversal] = []
    bases = ours.polarity.bases(ours.words, theirs.words)
    if bases and not ours.polarity.whole:
        return []
    facing = facing_words(ours, theirs, bases)
    while len(found) < MOST_REVERSALS and (reversal := _likeliest(ours, theirs, facing, found)) is not None:
        found.append(reversal)
    if not found and not bases:
        negated = _negated(ours, theirs) or _turned(_negated(theirs, ours))
        found = [negated] if negated is not None else []
    return sorted(found, key=lambda reversal: reversal.first)


def _likeliest(
    ours: Statement,
    theirs: Statement,
    facing: Sequence[tuple[Predicate, Predicate]],
    told: Sequence[_Reversal],
) -> _Reversal | None:
    """The two words that have the most alike beside them, of those that meet none that is told already."""
    best: tuple[float, _Reversal] | None = None
    stretches = [(one.first, one.last) for one in told]
    stretches_there = [(one.first_there, one.last_there) for one in told]
    for one, other in facing:
        here, there = (one.first, one.last), (other.first, other.last)
        if _meets(here, stretches) or _meets(there, stretches_there):
            continue
        alike = max(
            _likeness(ours.about(*here, window), theirs.about(*there, window)) for window in (WINDOW, MOST_WORDS)
        )
        sure = one.is_negated == other.is_negated and has_the_same_on_both_sides(ours, theirs, here, there)
        window = _NEAR if sure else MOST_WORDS
        doubts, doubts_there = (
            ours.doubts(here, *stretches, window=window),
            theirs.doubts(there, *stretches_there, window=window),
        )
        if doubts == doubts_there and alike >= _ALIKE and (best is None or alike > best[0]):
            best = alike, _Reversal(*here, *there)
    return best[1] if best else None


def _meets(stretch: tuple[int, int], stretches: Iterable[tuple[int, int]]) -> bool:
    return any(stretch[0] <= last and first <= stretch[1] for first, last in stretches)


def _negated(ours: Statement, theirs: Statement) -> _Reversal | None:
    """A word of ours that is negated, and is not in the other sentence."""
    polarity = ours.polarity
    for negation in polarity.find_negations(ours.words):
        word = ours.words[negation.target]
        if polarity.is_polar(word) or word in polarity.light or ours.is_name(negation.target):
            continue
        for place, other in enumerate(theirs.words):
            if not polarity.one_stem(word, other) or any(map(polarity.is_negator, theirs.words)):
                continue
            if not are_beside_the_same(ours, theirs, (negation.first, negation.target), (place, place)):
                continue
            alike = _likeness(ours.about(negation.first, negation.target), theirs.about(place, place))
            if alike < _ALIKE or ours.doubts((negation.first, negation.target)) != theirs.doubts((place, place)):
                continue
            return _Reversal(negation.first, negation.target, place, place)
    return None


def _turned(reversal: _Reversal | None) -> _Reversal | None:
    if reversal is None:
        return None
    return _Reversal(reversal.first_there, reversal.last_there, reversal.first, reversal.last)


def _likeness(one: set[str], other: set[str]) -> float:
    """Share of what is said beside the one with less beside it that the other has too; 0 where it is too little."""
    least = min(len(one), len(other))
    shared = len(one & other)
    return shared / least if least and shared >= min(_LEAST_SHARED, least) else 0.0
