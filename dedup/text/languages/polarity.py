"""Polarity: words that say the opposite of each other, and the words that turn a statement round.

The words are a language's own; what is done with them is the same in all. Each axis has two ends, and every word of one
end says the opposite of every word of the other, so that "rose" answers "tumbled" as it answers "fell".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

PAUSE = ","
"""Stands among the words of a sentence where a clause may end; no negation reaches beyond it."""

_REACH = 3

_LEAST_BASE = 4
"""Letters of a word that a prefix makes its opposite, or whose forms are known by how they begin."""

_LONGEST_ENDING = 3
"""Letters by which two forms of one word differ in length, at most: "ing"."""

Ends = tuple[str, str]
"""The words of the two ends of an axis, with spaces between them; a hyphen stands for a space inside one."""


class Predicate(NamedTuple):
    """A word of an axis in a sentence.

    Attributes:
        axis: Name of its axis.
        sign: 1 or -1, the end it says, after negation.
        first: Index of its first word, negation included.
        last: Index of its last word.
        tight: Whether it counts only where the words beside it are the same.
    """

    axis: str
    sign: int
    first: int
    last: int
    is_negated: bool = False
    tight: bool = False


class Negation(NamedTuple):
    """A negator and the word it turns round.

    Attributes:
        first: Index of the first word: the auxiliary verb before the negator, or the negator.
        target: Index of the word that is turned round.
    """

    first: int
    target: int


def word_set(words: str) -> frozenset[str]:
    """Words with spaces between them, as a set."""
    return frozenset(words.split())


def as_written(words: str) -> Iterable[str]:
    """The words of one end of an axis, as they stand there."""
    return (word.replace("-", " ") for word in words.split())


@dataclass(frozen=True)
class Polarity:
    """The words of one language that make a statement its opposite. All in lower case.

    Attributes:
        axes: Axis by name: the words of its two ends.
        negators: Words that turn round what follows.
        light: Words that say too little to be what a negation is about, auxiliary verbs among them.
        joints: Words that join others, and say nothing of what stands beside them.
        auxiliaries: Verbs that a negation brings along or takes away: "signed", "did not sign".
        doubts: Words that may turn a sentence round, in ways that are not followed; negators among them.
        tight: Axes of small words, which count only where the very words beside them are the same.
        split: Axes whose ends divide a number between them: that three of twelve died says that nine survived.
        idle: Behind a negator: it then turns nothing round.
        failing: Words that turn round what follows where :attr:`to` stands between.
        to: See there.
        prefixes: What makes a word its opposite from the front.
        whole: How words begin that only look as if they had such a prefix ("discover"); without these no word counts
            as the opposite of what is left of it, and a sentence in which one may be is left alone.
        modals: Verbs that make a statement a wish or a possibility, each with what it is without its negation.
        numerals: Numbers in words, as far as parts are counted with them.
        bounds: Words that say of which side of a bound a statement holds, 1 or -1.
        negative_ending: What a word ends in that is a negator; empty where there is no such ending.
        adverb_ending: What an adverb ends in, which says too little as well; likewise.
        linking: Last letters that a word may lose before the ending of another of its forms: "signe", "signait".
        forms: All forms that the words of one end stand for.
    """

    axes: Mapping[str, Ends]
    negators: frozenset[str]
    light: frozenset[str]
    joints: frozenset[str] = frozenset()
    auxiliaries: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()
    tight: Mapping[str, Ends] | None = None
    split: frozenset[str] = frozenset()
    idle: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    to: str = ""
    prefixes: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    modals: Mapping[str, str] = field(default_factory=dict)
    numerals: frozenset[str] = frozenset()
    bounds: Mapping[str, int] | None = None
    negative_ending: str = ""
    adverb_ending: str = ""
    linking: str = ""
    forms: Callable[[str], Iterable[str]] = as_written

    @cached_property
    def _polar(self) -> dict[str, list[tuple[str, int]]]:
        return self._index(self.axes)

    @cached_property
    def _small(self) -> dict[str, list[tuple[str, int]]]:
        return self._index(self.tight or {})

    def _index(self, axes: Mapping[str, Ends]) -> dict[str, list[tuple[str, int]]]:
        index: dict[str, list[tuple[str, int]]] = {}
        for axis, ends in axes.items():
            for sign, words in zip((1, -1), ends, strict=True):
                for form in dict.fromkeys(self.forms(words)):
                    index.setdefault(form, []).append((axis, sign))
        return index

    def is_negator(self, word: str) -> bool:
        """Whether a word turns round what follows."""
        return word in self.negators or self._is_negative(word)

    def is_polar(self, word: str) -> bool:
        """Whether a word is an end of an axis."""
        return word in self._polar

    def one_stem(self, one: str, other: str) -> bool:
        """Whether two words are forms of one: "sign" and "signed", "aware" and "aware"."""
        if one == other:
            return True
        short, long = sorted((one, other), key=len)
        loses = short[-1:] in self.linking and (len(short) < len(long) or long[-1:] in self.linking)
        begins = long.startswith(short[:-1] if loses else short)
        return len(short) >= _LEAST_BASE and begins and len(long) - len(short) <= _LONGEST_ENDING

    def raises_doubt(self, word: str) -> bool:
        """Whether a word may turn its sentence round."""
        return word in self.doubts or self._is_negative(word)

    def bound(self, word: str) -> int:
        """Which way a word bounds what it stands behind; 0 for any other word."""
        return (self.bounds or {}).get(word, 0)

    def find_predicates(self, words: Sequence[str], bases: Collection[str] = ()) -> list[Predicate]:
        """The words of axes in a sentence, with the negation before them taken in.

        Args:
            words: Of the sentence, in lower case.
            bases: Words that are an axis of their own: their opposite is the same with a prefix.
        """
        found = []
        for index, word in enumerate(words):
            pair = f"{word} {words[index + 1]}" if index + 1 < len(words) else ""
            first = self._negated_from(words, index)
            turned = -1 if first < index else 1
            ends = self._polar.get(pair)
            last = index + 1 if ends else index
            ends = ends or [*self._polar.get(word, []), *self._prefixed(word, bases)]
            found += [Predicate(axis, sign * turned, first, last, is_negated=first < index) for axis, sign in ends]
            last = index + 1 if pair in self._small else index
            small = self._small.get(pair) or self._small.get(word, [])
            found += [Predicate(axis, sign, index, last, tight=True) for axis, sign in small]
        return found

    def bases(self, words: Iterable[str], others: Iterable[str]) -> set[str]:
        """Words that one of two sentences has, and the other with a prefix that makes it the opposite."""
        mine, its = set(words), set(others)
        only, only_there = mine - its, its - mine
        return {
            base
            for here, there in ((only, only_there), (only_there, only))
            for word in here
            if not self.is_polar(word)
            for base in self._cut(word)
            if base in there
        }

    def _prefixed(self, word: str, bases: Collection[str]) -> list[tuple[str, int]]:
        if not bases:
            return []
        plain = [(f"={word}", 1)] if word in bases else []
        return plain + [(f"={base}", -1) for base in self._cut(word) if base in bases]

    def _cut(self, word: str) -> list[str]:
        """What is left of a word without each prefix that would make it the opposite."""
        if word.startswith(self.whole):
            return []
        return [
            word.removeprefix(prefix)
            for prefix in self.prefixes
            if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST_BASE
        ]

    def find_negations(self, words: Sequence[str]) -> list[Negation]:
        """The negators of a sentence that turn round a word, with that word.

        Args:
            words: Of the sentence, in lower case.
        """
        found = []
        for index, word in enumerate(words):
            failing = word in self.failing and words[index + 1 : index + 2] == [self.to]
            behind_it = words[index + 1] if index + 1 < len(words) else PAUSE
            if not (self.is_negator(word) or failing) or behind_it in self.idle or behind_it[0].isdigit():
                continue
            behind = range(index + 1, min(index + 2 + _REACH, len(words)))
            target = next((place for place in behind if not self.says_little(words[place])), None)
            if target is not None and words[target] != PAUSE and not self.is_negator(words[target]):
                found.append(Negation(self._with_auxiliary(words, index), target))
        return found

    def _negated_from(self, words: Sequence[str], index: int) -> int:
        """Index of the first word of a negation that reaches a word; its own where there is none."""
        for place in range(index - 1, max(index - 1 - _REACH, -1), -1):
            failing = words[place] in self.failing and words[place + 1] == self.to
            if (self.is_negator(words[place]) and words[place + 1] not in self.idle) or failing:
                return self._with_auxiliary(words, place)
            if not self.says_little(words[place]) and words[place] != self.to:
                break
        return index

    def _with_auxiliary(self, words: Sequence[str], index: int) -> int:
        return index - 1 if index and words[index - 1] in self.auxiliaries else index

    def says_little(self, word: str) -> bool:
        """Whether a word says too little to be what something is said of, or beside."""
        return word in self.light or bool(self.adverb_ending and word.endswith(self.adverb_ending))

    def _is_negative(self, word: str) -> bool:
        return bool(self.negative_ending) and word.endswith(self.negative_ending)
