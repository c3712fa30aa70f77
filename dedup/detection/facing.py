"""Which words of opposite meaning two statements say of the same thing, as far as what stands beside them tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dedup.detection.statements import Statement
    from dedup.text.languages.polarity import Predicate

Stretch = tuple[int, int]
"""The first and the last word of a part of a sentence."""


def facing_words(ours: Statement, theirs: Statement, bases: Collection[str]) -> list[tuple[Predicate, Predicate]]:
    """Words of opposite meaning that are said of the same.

    Args:
        ours: A sentence.
        theirs: The one that answers to it.
        bases: Words that one has, and the other with a prefix that makes it the opposite.
    """
    mine = ours.polarity.find_predicates(ours.words, bases)
    its = theirs.polarity.find_predicates(theirs.words, bases)
    facing = _Facing(ours, theirs, mine, its)
    return [
        (one, other)
        for one in mine
        for other in its
        if one.axis == other.axis and one.sign != other.sign and facing.is_of_one(one, other)
    ]


@dataclass(frozen=True, slots=True)
class _Facing:
    """Two sentences and their words that have an opposite."""

    ours: Statement
    theirs: Statement
    mine: Sequence[Predicate]
    its: Sequence[Predicate]

    def is_of_one(self, one: Predicate, other: Predicate) -> bool:
        """Whether two words are said of the same, and nothing else turns them round."""
        return (
            self._may_be_of_one(one, other)
            and not self._answer_to_others(one, other)
            and not self._are_turned_twice(one, other)
            and _is_beside_the_same(self.ours, self.theirs, one, other)
        )

    def _may_be_of_one(self, one: Predicate, other: Predicate) -> bool:
        """Whether nothing in the words themselves says that they are of two things: names, figures, a negation."""
        ours, theirs = self.ours, self.theirs
        if ours.is_name(one.first) or theirs.is_name(other.first) or _splits(ours, theirs, one, other):
            return False
        if _measure_otherwise(ours, theirs, (one.first, one.last), (other.first, other.last)):
            return False
        differ = one.is_negated != other.is_negated
        return not differ or not (ours.is_under_negation(one.first) or theirs.is_under_negation(other.first))

    def _answer_to_others(self, one: Predicate, other: Predicate) -> bool:
        """Whether a sentence also says what the other one's word says, and that may be what answers to it."""
        ours, theirs, mine, its = self.ours, self.theirs, self.mine, self.its
        here, there = _ends(one, mine), _ends(other, its)
        kept = any((p.axis, p.sign) in there for p in mine) or any((p.axis, p.sign) in here for p in its)
        return kept and (
            not has_the_same_on_both_sides(ours, theirs, (one.first, one.last), (other.first, other.last))
            or _answers_to_its_like(ours, theirs, one, here, its)
            or _answers_to_its_like(theirs, ours, other, there, mine)
        )

    def _are_turned_twice(self, one: Predicate, other: Predicate) -> bool:
        """Whether the bounds of two statements were turned round too, which makes them the same again."""
        if one.tight and self.ours.polarity.bound(self.ours.words[one.first]):
            return any(p.axis == q.axis and p.sign != q.sign for p in self.mine if not p.tight for q in self.its)
        here, there = self.ours.bounds(one.last), self.theirs.bounds(other.last)
        return len(here) == 1 and here == {-bound for bound in there}


def _ends(one: Predicate, of: Sequence[Predicate]) -> set[tuple[str, int]]:
    """The end of each axis that the word of a predicate says."""
    return {(p.axis, p.sign) for p in of if (p.first, p.last) == (one.first, one.last)}


def _answers_to_its_like(
    ours: Statement, theirs: Statement, one: Predicate, ends: set[tuple[str, int]], its: Sequence[Predicate]
) -> bool:
    """Whether the other sentence says the same end too, beside the same words: that is what answers to it then."""
    here = (one.first, one.last)
    return any(
        (p.axis, p.sign) in ends and has_the_same_on_both_sides(ours, theirs, here, (p.first, p.last)) for p in its
    )


def _splits(ours: Statement, theirs: Statement, one: Predicate, other: Predicate) -> bool:
    """Whether the two may be said of the two parts of one number."""
    return one.axis in ours.polarity.split and ours.figures(one.first, one.last) != theirs.figures(
        other.first, other.last
    )


def _measure_otherwise(ours: Statement, theirs: Statement, here: Stretch, there: Stretch) -> bool:
    """Whether both are said of a figure, and of another one: they are two statements then."""
    mine, its = ours.measured(here[0]), theirs.measured(there[0])
    return bool(mine and its) and not mine & its


def has_the_same_on_both_sides(ours: Statement, theirs: Statement, here: Stretch, there: Stretch) -> bool:
    """Whether the nearest words that say something are the same before and behind: no other one is meant then."""
    sides = zip(ours.nearest(*here), theirs.nearest(*there), strict=True)
    return all(_starts_alike(mine, its) for mine, its in sides)


def _is_beside_the_same(ours: Statement, theirs: Statement, one: Predicate, other: Predicate) -> bool:
    """Whether what stands beside two predicates is the same: who or what it is said of, or what it was done to.

    Of small words, and where only a negation makes the difference, it has to be the same on both sides; of others the
    nearest word on one side has to be among the nearest of the other sentence.
    """
    here, there = (one.first, one.last), (other.first, other.last)
    if one.tight or one.is_negated != other.is_negated:
        return are_beside_the_same(ours, theirs, here, there)
    (before, behind), (before_there, behind_there) = ours.nearest(*here), theirs.nearest(*there)
    if _starts_alike(before, before_there) or _starts_alike(behind, behind_there):
        return True
    crossed = (before[:1] and before[0] in behind_there) or (behind[:1] and behind[0] in before_there)
    return not crossed and (_meet(before, before_there) or _meet(behind, behind_there))


def are_beside_the_same(ours: Statement, theirs: Statement, here: Stretch, there: Stretch) -> bool:
    """Whether the very words beside two stretches are the same, or those that say something."""
    mine, its = ours.beside(*here), theirs.beside(*there)
    return mine == its or (mine[1] == its[1] and has_the_same_on_both_sides(ours, theirs, here, there))


def _starts_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    return bool(one and other) and one[0] == other[0]


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the nearest word of one side is among the nearest of the other."""
    return bool(one and other) and (one[0] in other or other[0] in one)
