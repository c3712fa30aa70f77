"""Reversals: statements that became their opposite between two sentences which answer to each other.

Two kinds are told: a word gave way to one that says the opposite ("rose", "fell"), or a negation came or went
("signed", "did not sign"). A negated word counts as its opposite, so "did not approve" and "rejected" are no reversal.
Whatever else might turn a sentence round has to be the same on both sides; where it is not, nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.detection.ledger import FactEntry, FactKind
from dedup.detection.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.text.document import Document
    from dedup.text.languages.polarity import Predicate
    from dedup.text.quotations import Quotation

LEAST_AFFINITY = 0.9
"""Affinity from which two sentences are closest to each other by more than their subject."""

MOST_WORDS = 120
"""Words of a sentence that are read: what is longer is a list."""

MOST_REVERSALS = 3
"""Reversals told of one sentence."""

_ALIKE = 0.5
"""Share of what is said beside two statements that has to be the same."""

_LEAST_SHARED = 2
_STEM = 4


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
        if ours.asks or theirs.asks or _prefixed(ours, theirs) or _prefixed(theirs, ours):
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
    while len(found) < MOST_REVERSALS and (reversal := _opposite(ours, theirs, found)) is not None:
        found.append(reversal)
    if not found:
        negated = _negated(ours, theirs) or _turned(_negated(theirs, ours))
        found = [negated] if negated is not None else []
    return sorted(found, key=lambda reversal: reversal.first)


def _opposite(ours: Statement, theirs: Statement, told: Sequence[_Reversal]) -> _Reversal | None:
    """A word that gave way to its opposite, beside those that are told already."""
    mine, its = ours.polarity.find_predicates(ours.words), theirs.polarity.find_predicates(theirs.words)
    best: tuple[float, _Reversal] | None = None
    stretches = [(one.first, one.last) for one in told]
    stretches_there = [(one.first_there, one.last_there) for one in told]
    for one in mine:
        for other in its:
            if one.axis != other.axis or one.sign == other.sign:
                continue
            if ours.is_name(one.first) or theirs.is_name(other.first):
                continue
            here, there = (one.first, one.last), (other.first, other.last)
            if _meets(here, stretches) or _meets(there, stretches_there) or _splits(ours, theirs, one, other):
                continue
            if _kept(one, other, mine, its) and (
                not _has_the_same_on_both_sides(ours, theirs, one, other)
                or _answers_to_its_like(ours, theirs, one, its)
                or _answers_to_its_like(theirs, ours, other, mine)
            ):
                continue
            twice = _turn_twice(ours.bounds(one.last), theirs.bounds(other.last))
            if twice or not _is_beside_the_same(ours, theirs, one, other):
                continue
            alike = _likeness(ours.about(*here), theirs.about(*there))
            if ours.doubts(here, *stretches) != theirs.doubts(there, *stretches_there) or alike < _ALIKE:
                continue
            if best is None or alike > best[0]:
                best = alike, _Reversal(one.first, one.last, other.first, other.last)
    return best[1] if best else None


def _turn_twice(here: set[int], there: set[int]) -> bool:
    """Whether the bounds of two statements were turned round too, which makes them the same again."""
    return bool(here) and here == {-bound for bound in there} and len(here) == 1


def _kept(one: Predicate, other: Predicate, mine: Sequence[Predicate], its: Sequence[Predicate]) -> bool:
    """Whether either sentence also says the other's end of the axis, so that the two may just answer to others."""
    return any(p.axis == one.axis and p.sign == other.sign for p in mine) or any(
        p.axis == one.axis and p.sign == one.sign for p in its
    )


def _answers_to_its_like(ours: Statement, theirs: Statement, one: Predicate, its: Sequence[Predicate]) -> bool:
    """Whether the other sentence says the same end too, beside the same words: that is what answers to it then."""
    return any(
        p.axis == one.axis and p.sign == one.sign and _has_the_same_on_both_sides(ours, theirs, one, p) for p in its
    )


def _meets(stretch: tuple[int, int], stretches: Iterable[tuple[int, int]]) -> bool:
    return any(stretch[0] <= last and first <= stretch[1] for first, last in stretches)


def _splits(ours: Statement, theirs: Statement, one: Predicate, other: Predicate) -> bool:
    """Whether the two may be said of the two parts of one number."""
    return one.axis in ours.polarity.split and ours.figures(one.first, one.last) != theirs.figures(
        other.first, other.last
    )


def _has_the_same_on_both_sides(ours: Statement, theirs: Statement, one: Predicate, other: Predicate) -> bool:
    """Whether the nearest words that say something are the same before and behind: no other one is meant then."""
    here, there = ours.nearest(one.first, one.last), theirs.nearest(other.first, other.last)
    return all(here) and here == there


def _is_beside_the_same(ours: Statement, theirs: Statement, one: Predicate, other: Predicate) -> bool:
    """Whether what stands beside two predicates is the same: who or what it is said of, or what it was done to.

    Of small words, and where only a negation makes the difference, the very words have to be the same on both sides.
    """
    if one.tight or one.is_negated != other.is_negated:
        return _are_beside_the_same(ours, theirs, (one.first, one.last), (other.first, other.last))
    (before, after), (before_there, after_there) = (
        ours.nearest(one.first, one.last),
        theirs.nearest(other.first, other.last),
    )
    return bool((before and before == before_there) or (after and after == after_there))


def _are_beside_the_same(ours: Statement, theirs: Statement, here: tuple[int, int], there: tuple[int, int]) -> bool:
    return ours.beside(*here) == theirs.beside(*there)


def _negated(ours: Statement, theirs: Statement) -> _Reversal | None:
    """A word of ours that is negated, and is not in the other sentence."""
    polarity = ours.polarity
    for negation in polarity.find_negations(ours.words):
        word = ours.words[negation.target]
        if polarity.is_polar(word) or word in polarity.light:
            continue
        for place, other in enumerate(theirs.words):
            if not _one_stem(word, other) or any(map(polarity.is_negator, theirs.words)):
                continue
            if not _are_beside_the_same(ours, theirs, (negation.first, negation.target), (place, place)):
                continue
            alike = _likeness(ours.about(negation.first, negation.target), theirs.about(place, place))
            if alike < _ALIKE or ours.doubts((negation.first, negation.target)) != theirs.doubts((place, place)):
                continue
            return _Reversal(negation.first, negation.target, place, place)
    return None


def _prefixed(one: Statement, other: Statement) -> bool:
    """Whether one sentence has a word that the other has with a prefix that negates it."""
    plain = set(other.words) - set(one.words)
    return any(
        word.removeprefix(prefix) in plain
        for word in set(one.words) - set(other.words)
        for prefix in one.polarity.prefixes
        if word.startswith(prefix) and not one.polarity.is_polar(word)
    )


def _turned(reversal: _Reversal | None) -> _Reversal | None:
    if reversal is None:
        return None
    return _Reversal(reversal.first_there, reversal.last_there, reversal.first, reversal.last)


def _likeness(one: set[str], other: set[str]) -> float:
    """Share of what is said beside the one with less beside it that the other has too; 0 where it is too little."""
    least = min(len(one), len(other))
    shared = len(one & other)
    return shared / least if least and shared >= min(_LEAST_SHARED, least) else 0.0


def _one_stem(one: str, other: str) -> bool:
    """Whether two words are forms of one: "sign" and "signed", "aware" and "aware"."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _STEM and long.startswith(short.removesuffix("e")) and len(long) - len(short) <= 3  # noqa: PLR2004 - "ing"
