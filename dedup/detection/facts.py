"""The fact diff: numbers, dates and names that differ between sentences which answer to each other.

A fact that is only left out or new is no difference. Two facts are one slot, filled anew, if they are of one kind and
unit and stand in aligned sentences: the words beside them decide between several, and names need them to agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from dedup.detection.verdict import Excerpt, FactEntry, FactKind
from dedup.text.facts import same_value
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.text.document import Document
    from dedup.text.facts import Fact

LEAST_SIMILARITY = 0.35
"""Cosine from which two sentences are compared for facts."""

MOST_FACTS = 2000
"""Facts compared on each side, the first ones."""

_REACH = 6
"""Words on either side of a fact that make up its place."""

_PLACE = {"number": 0.12, "date": 0.12, "name": 0.42}
"""Agreement of two places, 0..1, from which a fact counts as changed and not as left out here and added there (gold
set). None is needed where both sentences have one fact of that unit, nor of a name that is spelled almost alike."""

_MOVED_PLACE = 0.5
"""The same where the value stands elsewhere in the other text, so that it may just have moved."""

_UNITLESS_PLACE = 0.35
_SPELLED_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class _Side:
    document: Document
    facts: Sequence[Fact]
    by_sentence: dict[int, list[int]]
    words: Sequence[tuple[list[str], list[str]]]

    @classmethod
    def of(cls, document: Document, facts: Sequence[Fact]) -> _Side:
        """Sort some facts by sentence and read the words beside them."""
        first = facts[:MOST_FACTS]
        by_sentence: dict[int, list[int]] = {}
        for index, fact in enumerate(first):
            by_sentence.setdefault(fact.sentence, []).append(index)
        return cls(document, first, by_sentence, [_beside(document, fact) for fact in first])

    def has(self, fact: Fact) -> bool:
        """Whether the text has this value, with this unit, anywhere."""
        return any(other.unit == fact.unit and other.value == fact.value for other in self.facts)

    def says_the_same(self, index: int, side: _Side, other: int) -> bool:
        """Whether a fact has the value of one of the other side's, and units that do not speak against it."""
        fact, old = self.facts[index], side.facts[other]
        if fact.kind == "name" and self.document.text_of(fact.span) == side.document.text_of(old.span):
            return True
        return (fact.unit == old.unit or not fact.unit or not old.unit) and same_value(fact, old)


def fact_diff(
    query: Document,
    match: Document,
    query_facts: Sequence[Fact],
    match_facts: Sequence[Fact],
    sentence_pairs: Sequence[tuple[int, int, float]],
) -> list[FactEntry]:
    """Find the facts that differ between two texts.

    Args:
        query: The query's document.
        match: The match's document.
        query_facts: Its facts, from :func:`dedup.text.facts.find_facts`.
        match_facts: The match's.
        sentence_pairs: Aligned sentences as (query sentence, match sentence, similarity), best first. A sentence may
            stand in several pairs.

    Returns:
        One entry for each fact that was changed, in the order of the query; every fact stands in one entry at most.
        Offsets point into the texts as sent.
    """
    ours, theirs = _Side.of(query, query_facts), _Side.of(match, match_facts)
    used: set[int] = set()
    used_there: set[int] = set()
    changed = []
    close = [(i, j) for i, j, similarity in sentence_pairs if similarity >= LEAST_SIMILARITY]
    for equal in (True, False):
        for i, j in close:
            mine = [index for index in ours.by_sentence.get(i, []) if index not in used]
            its = [index for index in theirs.by_sentence.get(j, []) if index not in used_there]
            found = _equal(ours, theirs, mine, its) if equal else _changed(ours, theirs, mine, its)
            for one, other in found:
                used.add(one)
                used_there.add(other)
                if not equal:
                    changed.append((one, other))
    return [_entry(ours, theirs, one, other) for one, other in sorted(changed)]


def _equal(ours: _Side, theirs: _Side, mine: list[int], its: list[int]) -> list[tuple[int, int]]:
    """Facts that say the same in both sentences, those with the same unit first."""
    pairs = [
        (ours.facts[one].unit != theirs.facts[other].unit, one, other)
        for one in mine
        for other in its
        if ours.says_the_same(one, theirs, other)
    ]
    return _one_to_one(sorted(pairs))


def _changed(ours: _Side, theirs: _Side, mine: list[int], its: list[int]) -> list[tuple[int, int]]:
    """Facts that fill one slot with different values, closest places first."""
    pairs = []
    for one in mine:
        for other in its:
            fact, old = ours.facts[one], theirs.facts[other]
            if fact.kind != old.kind or fact.unit != old.unit or ours.says_the_same(one, theirs, other):
                continue
            place = _agreement(ours.words[one], theirs.words[other])
            if place >= _needed(ours, theirs, fact, old, alone=_alone(ours, mine, fact) and _alone(theirs, its, old)):
                pairs.append((-place, one, other))
    return _one_to_one(sorted(pairs))


def _needed(ours: _Side, theirs: _Side, fact: Fact, old: Fact, *, alone: bool) -> float:
    """How much the places have to agree."""
    if fact.kind == "name":
        if theirs.has(fact) or ours.has(old):
            return 2.0
        return 0.0 if _spelled_alike(fact.value, old.value) else _PLACE["name"]
    moved = fact.unit != "weekday" and (theirs.has(fact) or ours.has(old))
    if moved:
        return _MOVED_PLACE
    if not fact.unit:
        return _UNITLESS_PLACE
    return 0.0 if alone else _PLACE[fact.kind]


def _alone(side: _Side, indexes: list[int], fact: Fact) -> bool:
    return (
        sum(1 for index in indexes if side.facts[index].kind == fact.kind and side.facts[index].unit == fact.unit) == 1
    )


def _spelled_alike(one: str, other: str) -> bool:
    """Whether two names are one with a slip or a correction in it: "Dina Farrow", "Dina Farrell"."""
    first, second = one.split(), other.split()
    if len(first) != len(second):
        return False
    apart = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return all(SequenceMatcher(None, a, b).ratio() >= _SPELLED_ALIKE for a, b in apart) and len(apart) == 1


def _beside(document: Document, fact: Fact) -> tuple[list[str], list[str]]:
    """The words before a fact, nearest first, and those behind it, in its sentence."""
    sentence = document.sentences[fact.sentence].span
    text = document.canonical.text
    before = words_with_offsets(text, max(sentence.start, fact.span.start - 12 * _REACH), fact.span.start)
    after = words_with_offsets(text, fact.span.end, min(sentence.end, fact.span.end + 12 * _REACH))
    return [word for word, _, _ in reversed(before)][:_REACH], [word for word, _, _ in after][:_REACH]


def _agreement(one: tuple[list[str], list[str]], other: tuple[list[str], list[str]]) -> float:
    """Share of the words beside two facts that both have on the same side, near ones weighing more, 0..1."""
    shared = total = 0.0
    for mine, its in zip(one, other, strict=True):
        weights = [1.0 / (1 + distance) for distance in range(_REACH)]
        total += max(sum(weights[: len(mine)]), sum(weights[: len(its)]))
        places = {word: distance for distance, word in reversed(list(enumerate(its)))}
        shared += sum(weights[max(distance, places[word])] for distance, word in enumerate(mine) if word in places)
    return min(1.0, shared / total) if total else 0.0


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


def _entry(ours: _Side, theirs: _Side, one: int, other: int) -> FactEntry:
    fact, old = ours.facts[one], theirs.facts[other]
    return FactEntry(
        FactKind(fact.kind),
        _excerpt(ours.document, fact),
        _excerpt(theirs.document, old),
        ours.document.sentences[fact.sentence].paragraph,
        theirs.document.sentences[old.sentence].paragraph,
    )


def _excerpt(document: Document, fact: Fact) -> Excerpt:
    original = document.canonical.to_original(fact.span)
    return Excerpt(document.canonical.original[original.start : original.end], *original)
