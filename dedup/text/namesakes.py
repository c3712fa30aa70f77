"""Names that mean the same bearer though they are written differently, told without knowing who it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dedup.text.languages.tables import lines_of, one_of, words_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_PART = re.compile(r"[^\W_]+")
_ENDING = re.compile(rf"{one_of('inhabitant')}\Z")
_LINKS = words_of("link in a name")
_OF = re.compile(rf" {one_of('of what')}")
_COUNTRIES = {
    form: name
    for name, _, forms in (line.partition(": ") for line in lines_of("country"))
    for form in forms.split(", ")
}
_GAP = re.compile(r"[\s-]+")
_REMEMBERED = 4_096
"""Names that are read once: those of a dozen long texts, in some 4 MB."""

SPELLED_ALIKE = 0.75
"""Ratio of matching letters (:class:`difflib.SequenceMatcher`) from which on two words are one name, spelled otherwise:
"Farrel" and "Farrell", not "Farrow" and "Farrell"."""

_SHORTEST_ACRONYM = 2
_LONGEST_ACRONYM = 7
_TRANSLITERATIONS = (
    (re.compile(r"(?<=[aeiou])[iyj]|(?<=[^aeiou\s])(?:iy|ij|yi|yj|ii|i|y|j)\b"), "y"),
    (re.compile(r"y(?=[aou])|(?<=[aeou])y(?=[aeou])"), ""),
    (re.compile(r"ks"), "x"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"(?<=[eo])(?:ff|w)\b"), "v"),
    (re.compile(r"[oe]v\b"), "ev"),
)
"""Of no one language: ways to write Russian, Ukrainian and Bulgarian names: Sergey and Sergei, Alexei and Aleksej."""


def roots(text: str) -> frozenset[str]:
    """The words of a name or a text in lower case, without the endings that make inhabitants and adherents.

    "Soviets" and "Soviet" have one root, as have "Jutlander" and "Jutland"; "Emmet" and "Emmett" have not.
    """
    return frozenset(_root(part) for part in _PART.findall(text.casefold()) if part not in _LINKS)


def _root(word: str) -> str:
    return _ENDING.sub("", _ENDING.sub("", word))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name with everything that is asked of it: the same few names are held against each other again and again.

    Attributes:
        text: In lower case, a country under one name.
        roots: Of its words.
        joined: It without hyphens.
        heads: It cut where it says what it is of.
        words: Its words without links.
        initials: Of those.
        acronyms: Its words as they may be made of initials.
        romanised: It as Slavic names are written alike.
    """

    text: str
    roots: frozenset[str]
    joined: str
    heads: tuple[str, ...]
    words: tuple[str, ...]
    initials: str
    acronyms: tuple[str, ...]
    romanised: str


@lru_cache(maxsize=_REMEMBERED)
def _read(name: str) -> _Name:
    text = _COUNTRIES.get(name, name)
    words = tuple(word for word in _GAP.split(text) if word and word not in _LINKS)
    return _Name(
        text,
        roots(text),
        text.replace("-", ""),
        tuple(_OF.split(text, maxsplit=1)),
        words,
        "".join(word[0] for word in words),
        tuple(_PART.findall(text.replace(".", ""))),
        _romanised(text),
    )


def same_name(one: str, other: str) -> bool:
    """Whether two names can mean one bearer: part of the other, an acronym of it, or written otherwise.

    Args:
        one: In lower case.
        other: Likewise.
    """
    first, second = _read(one), _read(other)
    if first.roots <= second.roots or second.roots <= first.roots or _glued(first, second) or _heads(first, second):
        return True
    return _abbreviates(first, second) or _abbreviates(second, first) or first.romanised == second.romanised


def is_named(name: str, vocabulary: AbstractSet[str]) -> bool:
    """Whether a text has every word of a name, whatever stands between them.

    Args:
        name: In lower case.
        vocabulary: The text's words, from :func:`roots`.
    """
    return roots(name) <= vocabulary


def _glued(one: _Name, other: _Name) -> bool:
    """Whether two names differ in hyphens, or one begins with the other and more than a doubled letter follows."""
    short, long = sorted((one.joined, other.joined), key=len)
    return short == long or (len(long) > len(short) + 1 and long.startswith(short))


def _heads(one: _Name, other: _Name) -> bool:
    """Whether two names are of one thing, under another word for what it is to it: "aides for", "advisers for"."""
    first, second = one.heads, other.heads
    if len(first) != 2 or len(second) != 2 or first[1] != second[1]:  # noqa: PLR2004 - what it is, and of what
        return False
    return " " not in first[0] and " " not in second[0]


def _abbreviates(short: _Name, full: _Name) -> bool:
    """Whether a word of one name is made of the initials of words of the other; what else they have is the same."""
    for acronym in short.acronyms:
        place = full.initials.find(acronym)
        if _SHORTEST_ACRONYM <= len(acronym) <= _LONGEST_ACRONYM and place >= 0:
            rest = roots(" ".join(full.words[:place] + full.words[place + len(acronym) :]))
            if short.roots - {_root(acronym)} <= rest or not rest:
                return True
    return False


def _romanised(name: str) -> str:
    for pattern, letter in _TRANSLITERATIONS:
        name = pattern.sub(letter, name)
    return name
