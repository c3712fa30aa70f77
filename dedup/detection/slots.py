"""The places of facts: one text's facts with the words beside them, and how two of them are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

from dedup.text.facts import same_value
from dedup.text.namesakes import SPELLED_ALIKE, is_named, roots, same_name
from dedup.text.units import are_mistaken, convert, of_two_systems
from dedup.text.words import CAPITALS, SMALL, words_with_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.text.document import Document
    from dedup.text.facts import Fact

MOST_FACTS = 2000
"""Facts compared on each side, the first ones."""

_REACH = 6
"""Words on either side of a fact that make up its place."""

_LEAST_RATIO = 0.4
"""How far a measure may be from what it is in the other unit to be a wrong conversion, and not another measure."""

_PLAIN_WORD = re.compile(rf"(?<![\w'])[{SMALL}]\w*")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_LONGEST_NAME = 20
"""Letters of a word of a name, at most: longer ones are words run together."""
_BROKEN = re.compile(r"^[\u00d2\u00d4][a-z]|[\u00d3\u00d5](?:s$|$)|[_\x00-\x1f]")  # quotation marks of Mac OS Roman
_ACRONYM = re.compile(rf"\b[{CAPITALS}]{{2,6}}\b")
_HEADLINE = (5, 0.85)
"""Long words of a sentence, at least, and the share of them that are capitalised, where its capitals make no name."""


@dataclass(frozen=True)
class FactSide:
    """The facts of one text; what is said of them is read when it is asked for.

    Attributes:
        document: The text.
        facts: The first of its facts.
    """

    document: Document
    facts: Sequence[Fact]

    @classmethod
    def of(cls, document: Document, facts: Sequence[Fact]) -> FactSide:
        """Take the first of some facts."""
        return cls(document, facts[:MOST_FACTS])

    @cached_property
    def by_sentence(self) -> dict[int, list[int]]:
        """Indexes of the facts of each sentence that has any."""
        found: dict[int, list[int]] = {}
        for index, fact in enumerate(self.facts):
            found.setdefault(fact.sentence, []).append(index)
        return found

    @cached_property
    def _places(self) -> dict[int, tuple[list[str], list[str]]]:
        return {}

    def beside(self, index: int) -> tuple[list[str], list[str]]:
        """The words before a fact, nearest first, and those behind it."""
        found = self._places.get(index)
        if found is None:
            found = self._places[index] = _beside(self.document, self.facts[index])
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The text's words as :func:`dedup.text.namesakes.roots` gives them."""
        return roots(self.document.canonical.text)

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """Words that stand in lower case somewhere."""
        return frozenset(_PLAIN_WORD.findall(self.document.canonical.text))

    @cached_property
    def bearers(self) -> frozenset[str]:
        """All its names, and what may be the initials of one."""
        acronyms = _ACRONYM.findall(self.document.canonical.text)
        names = (fact.value for fact in self.facts if fact.kind == "name")
        return frozenset(names) | {word.casefold() for word in acronyms}

    @cached_property
    def _values(self) -> frozenset[tuple[str, str]]:
        return frozenset((fact.unit, fact.value) for fact in self.facts)

    def has(self, fact: Fact) -> bool:
        """Whether the text has this value, with this unit, anywhere."""
        return (fact.unit, fact.value) in self._values

    def unit(self, fact: Fact) -> str:
        """The unit of a fact; pounds without a sign may be a weight."""
        pound = self.document.language.pound
        weighs = fact.unit == "gbp" and pound and pound in self.document.text_of(fact.span)
        return "lb" if weighs else fact.unit

    def is_headline(self, sentence: int) -> bool:
        """Whether nearly all words of a sentence are capitalised, so that capitals make no name."""
        long = _LONG_WORD.findall(self.document.text_of(self.document.sentences[sentence].span))
        least, share = _HEADLINE
        return len(long) >= least and sum(word[0].isupper() for word in long) >= share * len(long)

    def is_noun(self, fact: Fact) -> bool:
        """Whether a name may be a noun of a text in German: it is one word, or words that are linked."""
        words = self.document.text_of(fact.span).split()
        return self.document.language.has_capital_nouns and (len(words) == 1 or any(word.islower() for word in words))

    def names(self, fact: Fact) -> bool:
        """Whether the text has every word of a name, whatever stands between them."""
        return is_named(fact.value, self.vocabulary)

    def says_the_same(self, index: int, side: FactSide, other: int) -> bool:
        """Whether a fact has the value of one of the other side's, and units that do not speak against it."""
        fact, old = self.facts[index], side.facts[other]
        if fact.kind == "name" and self.document.text_of(fact.span) == side.document.text_of(old.span):
            return True
        return (fact.kind != "date" or fact.unit == old.unit) and same_value(fact, old)


def agreement(one: tuple[list[str], list[str]], other: tuple[list[str], list[str]]) -> float:
    """Share of the words beside two facts that both have on the same side, near ones weighing more, 0..1."""
    shared = total = 0.0
    for mine, its in zip(one, other, strict=True):
        weights = [1.0 / (1 + distance) for distance in range(_REACH)]
        total += max(sum(weights[: len(mine)]), sum(weights[: len(its)]))
        places = {word: distance for distance, word in reversed(list(enumerate(its)))}
        shared += sum(weights[max(distance, places[word])] for distance, word in enumerate(mine) if word in places)
    return min(1.0, shared / total) if total else 0.0


def one_slot(ours: FactSide, theirs: FactSide, fact: Fact, old: Fact) -> bool:
    """Whether two facts can fill one slot: of one kind, and of one unit or of one that it is converted into.

    One figure of another currency, or of another length of time, fills it too.
    """
    if fact.kind != old.kind or fact.unit == old.unit:
        return fact.kind == old.kind
    one, other = ours.unit(fact), theirs.unit(old)
    if fact.kind == "number" and fact.value == old.value and are_mistaken(one, other):
        return True
    if not of_two_systems(one, other) or fact.kind != "number":
        return False
    said = float(fact.value)
    return said == float(old.value) or any(
        _LEAST_RATIO <= said / meant <= 1 / _LEAST_RATIO for meant in convert(float(old.value), other, one) if meant
    )


def said_in(ours: FactSide, theirs: FactSide, one: int, old: Fact) -> bool:
    """Whether the other sentence says the same with any of its facts."""
    return any(ours.says_the_same(one, theirs, other) for other in theirs.by_sentence[old.sentence])


def new_there(side: FactSide, other: FactSide, fact: Fact) -> bool:
    """Whether a name is one, and the other text has it nowhere, not even in pieces or as its initials."""
    parts = side.document.text_of(fact.span).split()
    if side.is_noun(fact):
        return False
    is_label = side.document.canonical.text.startswith(":", fact.span.end)
    is_common = all(_is_common(part, side) or _is_common(part, other) for part in parts)
    is_broken = any(_BROKEN.search(part) for part in parts)
    if is_label or is_common or is_broken or side.is_headline(fact.sentence) or max(map(len, parts)) > _LONGEST_NAME:
        return False
    written = {fact.value, side.document.text_of(fact.span).casefold()}
    return not any(is_named(name, other.vocabulary) for name in written) and not any(
        same_name(fact.value, name) for name in other.bearers
    )


def _is_common(part: str, side: FactSide) -> bool:
    """Whether a word stands in lower case too, if only behind a mark of a broken encoding, or is a title."""
    word = part.casefold()
    return word in side.plain_words or word[1:] in side.plain_words or side.document.language.is_title(part)


def alone_of_its_unit(side: FactSide, indexes: list[int], fact: Fact) -> bool:
    """Whether some facts have no other of this kind and unit."""
    return (
        sum(1 for index in indexes if side.facts[index].kind == fact.kind and side.facts[index].unit == fact.unit) == 1
    )


def spelled_alike(one: str, other: str) -> bool:
    """Whether two names are one with a slip or a correction in it: "Dina Farrel", "Dina Farrell"."""
    first, second = one.split(), other.split()
    if len(first) != len(second):
        return False
    apart = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return all(SequenceMatcher(None, a, b).ratio() >= SPELLED_ALIKE for a, b in apart) and len(apart) == 1


def _beside(document: Document, fact: Fact) -> tuple[list[str], list[str]]:
    """The words before a fact, nearest first, and those behind it, in its sentence."""
    sentence = document.sentences[fact.sentence].span
    text = document.canonical.text
    before = words_with_offsets(text, max(sentence.start, fact.span.start - 12 * _REACH), fact.span.start)
    after = words_with_offsets(text, fact.span.end, min(sentence.end, fact.span.end + 12 * _REACH))
    return [word for word, _, _ in reversed(before)][:_REACH], [word for word, _, _ in after][:_REACH]
