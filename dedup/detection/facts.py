"""The fact diff: numbers, dates and names that differ between sentences which answer to each other.

A fact that is only left out or new is no difference. Two facts are one slot, filled anew, if they are of one kind and
unit and stand in aligned sentences: the words beside them decide between several, and names need them to agree.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dedup.detection.ledger import Excerpt, FactEntry, FactKind
from dedup.detection.slots import (
    FactSide,
    agreement,
    alone_of_its_unit,
    new_there,
    one_slot,
    said_in,
    spelled_alike,
)
from dedup.text.facts import same_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.text.document import Document
    from dedup.text.facts import Fact

LEAST_AFFINITY = 0.35
"""Affinity, 0..2, from which two sentences are compared for facts."""

_PLACE = {"number": 0.12, "date": 0.12, "name": 0.65}
"""Agreement of two places, 0..1, from which a fact counts as changed and not as left out here and added there (gold
set). None is needed where both sentences have one fact of that unit, nor of a name that is spelled almost alike."""

_MOVED_PLACE = 0.5
"""The same where the value stands elsewhere in the other text, so that it may just have moved."""

_SAME_PLACE = 0.8
"""The same from which on a number has been replaced even if the old value stands beside the new one in this text, as
what it was before: whoever writes "31 people, up from 23" changed 23 people."""

_FAR_PLACE = 0.3
"""The same where one number is more than double the other, and not a slip of its digits: two of one unit in sentences
that answer to each other are then often two numbers."""

_UNITLESS_PLACE = 0.35
"""The same for a figure without a unit."""

_CONVERSION_PLACE = 0.25
"""The same for a measure in another unit."""

_MISTAKEN_PLACE = 0.5
"""The same for one figure of another unit."""

_NEVER = 2.0
"""The same for what no two places can reach."""

_NOT_MUTUAL = 0.2
"""What is asked on top of sentences that are not each other's closest: two of one subject often have figures of their
own."""

_SLIP = 1.12
"""Times the smaller of two numbers up to which one may be a slip for the other, of which nothing is asked on top."""

_LARGEST_STEP = 2.0
"""Times the smaller of two numbers up to which :data:`_FAR_PLACE` is not asked."""


def fact_diff(
    ours: FactSide, theirs: FactSide, sentence_pairs: Sequence[tuple[int, int, float]], *, across: bool = False
) -> list[FactEntry]:
    """Find the facts that differ between two texts.

    Args:
        ours: The query's facts.
        theirs: The match's.
        sentence_pairs: Aligned sentences as (query sentence, match sentence, affinity), best first; see
            :attr:`dedup.detection.alignment.Alignment.affinity`. A sentence may stand in several pairs.
        across: The texts are in two languages, so that the words beside two facts tell nothing.

    Returns:
        One entry for each fact that was changed, in the order of the query; every fact stands in one entry at most.
        Offsets point into the texts as sent.
    """
    used: set[int] = set()
    used_there: set[int] = set()

    def left(i: int, j: int) -> tuple[list[int], list[int]]:
        mine, its = ours.by_sentence.get(i, []), theirs.by_sentence.get(j, [])
        return [one for one in mine if one not in used], [other for other in its if other not in used_there]

    def take(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        used.update(one for one, _ in pairs)
        used_there.update(other for _, other in pairs)
        return pairs

    close = [(i, j) for i, j, affinity in sentence_pairs if affinity >= LEAST_AFFINITY]
    closest = dict(reversed(close))
    closest_back = {j: i for i, j in reversed(close)}
    changed = []
    for i, j in close:
        if closest[i] == j and closest_back[j] == i:
            changed += take(_replaced(ours, theirs, *left(i, j)))
    for i, j in close:
        take(_equal(ours, theirs, *left(i, j)))
    for i, j in close:
        mutual = closest[i] == j and closest_back[j] == i
        changed += take(_changed(ours, theirs, *left(i, j), more=0.0 if mutual else _NOT_MUTUAL, across=across))
    return [_entry(ours, theirs, one, other) for one, other in sorted(changed)]


def _replaced(ours: FactSide, theirs: FactSide, mine: list[int], its: list[int]) -> list[tuple[int, int]]:
    """Numbers that stand in one place word for word, with another value."""
    stays = cache(lambda one: _place_of_equal(ours, theirs, one, its))  # in a table each is asked of many times
    stays_there = cache(lambda other: _place_of_equal(theirs, ours, other, mine))
    pairs = []
    for one in mine:
        for other in its:
            fact, old = ours.facts[one], theirs.facts[other]
            if fact.kind == old.kind == "number" and fact.unit == old.unit and not same_value(fact, old):
                place = agreement(ours.beside(one), theirs.beside(other))
                if place >= _SAME_PLACE and place > max(stays(one), stays_there(other)):
                    pairs.append((-place, one, other))
    return _one_to_one(sorted(pairs))


def _place_of_equal(ours: FactSide, theirs: FactSide, one: int, its: list[int]) -> float:
    """How well the place of a fact agrees with that of the best which says the same."""
    return max(
        (agreement(ours.beside(one), theirs.beside(other)) for other in its if ours.says_the_same(one, theirs, other)),
        default=0.0,
    )


def _equal(ours: FactSide, theirs: FactSide, mine: list[int], its: list[int]) -> list[tuple[int, int]]:
    """Facts that say the same in both sentences, those with the same value and unit first."""
    pairs = [
        (_unlike(ours.facts[one], theirs.facts[other]), one, other)
        for one in mine
        for other in its
        if ours.says_the_same(one, theirs, other)
    ]
    return _one_to_one(sorted(pairs))


def _changed(  # noqa: PLR0913 - two sides, what is left of them, and how they are compared
    ours: FactSide, theirs: FactSide, mine: list[int], its: list[int], *, more: float, across: bool
) -> list[tuple[int, int]]:
    """Facts that fill one slot with different values, closest places first."""
    # All of either are of one sentence. In a table each is asked of many times.
    said_there = cache(lambda one: said_in(ours, theirs, one, theirs.facts[its[0]]))
    said_here = cache(lambda other: said_in(theirs, ours, other, ours.facts[mine[0]]))
    alone_here = cache(lambda one: alone_of_its_unit(ours, mine, ours.facts[one]))
    alone_there = cache(lambda other: alone_of_its_unit(theirs, its, theirs.facts[other]))
    pairs = []
    for one in mine:
        for other in its:
            fact, old = ours.facts[one], theirs.facts[other]
            if not one_slot(ours, theirs, fact, old):
                continue
            if said_there(one) or said_here(other):
                continue
            place = agreement(ours.beside(one), theirs.beside(other))
            alone = alone_here(one) and alone_there(other)
            needed = _needed(ours, theirs, fact, old, alone=alone, across=across)
            if place >= needed + (0.0 if _near(fact, old, _SLIP) else more):
                pairs.append((-place, one, other))
    return _one_to_one(sorted(pairs))


def _needed(  # noqa: PLR0911, PLR0913 - two facts of two sides, what is known of them, one rule after the other
    ours: FactSide, theirs: FactSide, fact: Fact, old: Fact, *, alone: bool, across: bool
) -> float:
    """How much the places have to agree."""
    if fact.kind == "name":
        return _needed_of_name(ours, theirs, fact, old)
    if fact.unit != old.unit:
        return _MISTAKEN_PLACE if fact.value == old.value else _CONVERSION_PLACE
    moved = fact.unit != "weekday" and (theirs.has(fact) or ours.has(old))
    if moved:
        return _MOVED_PLACE
    if not fact.unit:
        if not across:
            return _UNITLESS_PLACE
        return 0.0 if alone and _near(fact, old) else _NEVER
    if fact.kind == "number" and not _near(fact, old):
        return _FAR_PLACE
    exact = not fact.hedge and not old.hedge and fact.unit != "year"
    return 0.0 if alone and exact else _PLACE[fact.kind]


def _needed_of_name(ours: FactSide, theirs: FactSide, fact: Fact, old: Fact) -> float:
    is_noun = ours.is_noun(fact) or theirs.is_noun(old)
    if spelled_alike(fact.value, old.value) and not is_noun and not theirs.names(fact) and not ours.names(old):
        return 0.0
    return _PLACE["name"] if new_there(ours, theirs, fact) and new_there(theirs, ours, old) else _NEVER


def _near(fact: Fact, old: Fact, step: float = _LARGEST_STEP) -> bool:
    """Whether one number can be the other after a correction: of its size, or with its digits in another order."""
    if fact.kind != "number":
        return False
    low, high = sorted((abs(float(fact.value)), abs(float(old.value))))
    return high <= step * low or sorted(fact.value.strip("0")) == sorted(old.value.strip("0"))


def _unlike(one: Fact, other: Fact) -> int:
    return (one.value != other.value) + (one.unit != other.unit)


def _one_to_one(pairs: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    taken: set[int] = set()
    taken_there: set[int] = set()
    found = []
    for _, one, other in pairs:
        if one not in taken and other not in taken_there:
            taken.add(one)
            taken_there.add(other)
            found.append((one, other))
    return found


def _entry(ours: FactSide, theirs: FactSide, one: int, other: int) -> FactEntry:
    fact, old = ours.facts[one], theirs.facts[other]
    return FactEntry(
        FactKind.CONVERSION if fact.kind == "number" and fact.unit != old.unit else FactKind(fact.kind),
        _excerpt(ours.document, fact),
        _excerpt(theirs.document, old),
        ours.document.sentences[fact.sentence].paragraph,
        theirs.document.sentences[old.sentence].paragraph,
    )


def _excerpt(document: Document, fact: Fact) -> Excerpt:
    original = document.canonical.to_original(fact.span)
    return Excerpt(document.canonical.original[original.start : original.end], *original)
