"""The fact diff: numbers, dates and names that differ between sentences which answer to each other.

A fact that is only left out or new is no difference. Two facts are one slot, filled anew, if they are of one kind and
unit and stand in aligned sentences: the words beside them decide between several, and names need them to agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from dedup.detection.verdict import Excerpt, FactEntry, FactKind
from dedup.text.facts import same_value
from dedup.text.namesakes import is_named, roots, same_name
from dedup.text.units import convert, of_two_systems
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

_SAME_PLACE = 0.8
"""The same from which on a number has been replaced even if the old value stands beside the new one in this text, as
what it was before: whoever writes "31 people, up from 23" changed 23 people."""

_CONVERSION_PLACE = 0.25
"""The same for a measure in another unit."""

_LEAST_RATIO = 0.4
"""How far a measure may be from what it is in the other unit to be a wrong conversion, and not another measure."""

_NEVER = 2.0
_LARGEST_STEP = 2.0

_FAR_PLACE = 0.3
"""The same where one number is more than double the other, and not a slip of its digits: two of one unit in sentences
that answer to each other are then often two numbers."""

_UNITLESS_PLACE = 0.35
_SPELLED_ALIKE = 0.75

_PLAIN_WORD = re.compile(r"(?<![\w'])[a-z]\w*")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_HEADLINE = 0.85
_HEADLINE_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Side:
    document: Document
    facts: Sequence[Fact]
    by_sentence: dict[int, list[int]]
    words: Sequence[tuple[list[str], list[str]]]
    vocabulary: frozenset[str]
    plain_words: frozenset[str]

    @classmethod
    def of(cls, document: Document, facts: Sequence[Fact]) -> _Side:
        """Sort some facts by sentence and read the words beside them."""
        first = facts[:MOST_FACTS]
        by_sentence: dict[int, list[int]] = {}
        for index, fact in enumerate(first):
            by_sentence.setdefault(fact.sentence, []).append(index)
        text = document.canonical.text
        plain = frozenset(_PLAIN_WORD.findall(text))
        return cls(document, first, by_sentence, [_beside(document, fact) for fact in first], roots(text), plain)

    def has(self, fact: Fact) -> bool:
        """Whether the text has this value, with this unit, anywhere."""
        return any(other.unit == fact.unit and other.value == fact.value for other in self.facts)

    def unit(self, fact: Fact) -> str:
        """The unit of a fact; pounds without a sign may be a weight."""
        return "lb" if fact.unit == "gbp" and "pound" in self.document.text_of(fact.span) else fact.unit

    def is_headline(self, sentence: int) -> bool:
        """Whether nearly all words of a sentence are capitalised, so that capitals make no name."""
        long = _LONG_WORD.findall(self.document.text_of(self.document.sentences[sentence].span))
        return len(long) >= _HEADLINE_WORDS and sum(word[0].isupper() for word in long) >= _HEADLINE * len(long)

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
    of_ours: dict[int, int] = {}
    of_theirs: dict[int, int] = {}
    for i, j in close:
        of_ours.setdefault(i, j)
        of_theirs.setdefault(j, i)
    best = [(i, j) for i, j in close if of_ours[i] == j and of_theirs[j] == i]
    for find in (_replaced, _equal, _changed):
        for i, j in best if find is _replaced else close:
            mine = [index for index in ours.by_sentence.get(i, []) if index not in used]
            its = [index for index in theirs.by_sentence.get(j, []) if index not in used_there]
            for one, other in find(ours, theirs, mine, its):
                used.add(one)
                used_there.add(other)
                if find is not _equal:
                    changed.append((one, other))
    return [_entry(ours, theirs, one, other) for one, other in sorted(changed)]


def _replaced(ours: _Side, theirs: _Side, mine: list[int], its: list[int]) -> list[tuple[int, int]]:
    """Numbers that stand in one place word for word, with another value."""
    pairs = []
    for one in mine:
        for other in its:
            fact, old = ours.facts[one], theirs.facts[other]
            if fact.kind == old.kind == "number" and fact.unit == old.unit and not same_value(fact, old):
                place = _agreement(ours.words[one], theirs.words[other])
                stays = max(_place_of_equal(ours, theirs, one, its), _place_of_equal(theirs, ours, other, mine))
                if place >= _SAME_PLACE and place > stays:
                    pairs.append((-place, one, other))
    return _one_to_one(sorted(pairs))


def _place_of_equal(ours: _Side, theirs: _Side, one: int, its: list[int]) -> float:
    """How well the place of a fact agrees with that of the best which says the same."""
    return max(
        (_agreement(ours.words[one], theirs.words[other]) for other in its if ours.says_the_same(one, theirs, other)),
        default=0.0,
    )


def _equal(ours: _Side, theirs: _Side, mine: list[int], its: list[int]) -> list[tuple[int, int]]:
    """Facts that say the same in both sentences, those with the same value and unit first."""
    pairs = [
        (_unlike(ours.facts[one], theirs.facts[other]), one, other)
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
            if not _one_slot(ours, theirs, fact, old):
                continue
            if _said_in(ours, theirs, one, old) or _said_in(theirs, ours, other, fact):
                continue
            place = _agreement(ours.words[one], theirs.words[other])
            if place >= _needed(ours, theirs, fact, old, alone=_alone(ours, mine, fact) and _alone(theirs, its, old)):
                pairs.append((-place, one, other))
    return _one_to_one(sorted(pairs))


def _needed(ours: _Side, theirs: _Side, fact: Fact, old: Fact, *, alone: bool) -> float:
    """How much the places have to agree."""
    if fact.kind == "name":
        return _needed_of_name(ours, theirs, fact, old)
    if fact.unit != old.unit:
        return _CONVERSION_PLACE
    moved = fact.unit != "weekday" and (theirs.has(fact) or ours.has(old))
    if moved:
        return _MOVED_PLACE
    if not fact.unit:
        return _UNITLESS_PLACE
    if fact.kind == "number" and not _near(fact, old):
        return _FAR_PLACE
    return 0.0 if alone and fact.unit != "year" else _PLACE[fact.kind]


def _needed_of_name(ours: _Side, theirs: _Side, fact: Fact, old: Fact) -> float:
    if not _new_there(ours, theirs, fact) or not _new_there(theirs, ours, old):
        return _NEVER
    return 0.0 if _spelled_alike(fact.value, old.value) else _PLACE["name"]


def _near(fact: Fact, old: Fact) -> bool:
    """Whether one number can be the other after a correction: of its size, or with its digits in another order."""
    low, high = sorted((abs(float(fact.value)), abs(float(old.value))))
    return high <= _LARGEST_STEP * low or sorted(fact.value.strip("0")) == sorted(old.value.strip("0"))


def _unlike(one: Fact, other: Fact) -> int:
    return (one.value != other.value) + (one.unit != other.unit)


def _one_slot(ours: _Side, theirs: _Side, fact: Fact, old: Fact) -> bool:
    """Whether two facts can fill one slot: of one kind, and of one unit or of one that it is converted into."""
    if fact.kind != old.kind or fact.unit == old.unit:
        return fact.kind == old.kind
    one, other = ours.unit(fact), theirs.unit(old)
    if not of_two_systems(one, other) or fact.kind != "number":
        return False
    said = float(fact.value)
    return said == float(old.value) or any(
        _LEAST_RATIO <= said / meant <= 1 / _LEAST_RATIO for meant in convert(float(old.value), other, one) if meant
    )


def _said_in(ours: _Side, theirs: _Side, one: int, old: Fact) -> bool:
    """Whether the other sentence says the same with any of its facts."""
    return any(ours.says_the_same(one, theirs, other) for other in theirs.by_sentence[old.sentence])


def _new_there(side: _Side, other: _Side, fact: Fact) -> bool:
    """Whether a name is one, and the other text has it nowhere, not even in pieces or as its initials."""
    parts = side.document.text_of(fact.span).split()
    is_label = side.document.canonical.text.startswith(":", fact.span.end)
    is_common = all(part.lower() in side.plain_words or part.lower() in other.plain_words for part in parts)
    if is_label or is_common or side.is_headline(fact.sentence):
        return False
    names = {named.value for named in other.facts if named.kind == "name"}
    written = {fact.value, side.document.text_of(fact.span).casefold()}
    return not any(is_named(name, other.vocabulary) for name in written) and not any(
        same_name(fact.value, name) for name in names
    )


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
        FactKind.CONVERSION if fact.kind == "number" and fact.unit != old.unit else FactKind(fact.kind),
        _excerpt(ours.document, fact),
        _excerpt(theirs.document, old),
        ours.document.sentences[fact.sentence].paragraph,
        theirs.document.sentences[old.sentence].paragraph,
    )


def _excerpt(document: Document, fact: Fact) -> Excerpt:
    original = document.canonical.to_original(fact.span)
    return Excerpt(document.canonical.original[original.start : original.end], *original)
