"""The phrases of all languages, read from the tables beside this module.

A table is a text file a language. ``[kind]`` heads the phrases that make a paragraph that kind of furniture, one a
line; ``[filler]`` sentences that are furniture beside one; ``[heading]`` what stands above a list of links; ``[label]``
the words of menus; ``[reported]`` what only reporting says; ``[bidding]``, ``[offer]`` and ``[product]`` what a line
has that bids to take something of the site; ``[site]``, ``[reader]`` and ``[kind words]`` what addressed.py tells
notices by; ``[share bar]`` the words beside networks' names; ``[day]``, ``[month]``, ``[zone]``, ``[ago]``,
``[between times]``, ``[half of day]``, ``[ordinal]``, ``[of month]``, ``[before a time]`` and ``[before a day]`` what
times are made of. In a phrase ``…`` is any words of one sentence, ``@when`` a time or date,
``@stamp`` one that tells the clock or the year, ``@title`` a headline; the rest is a regular expression in which upper
and lower case are one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from dedup.text.languages.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LANGUAGES = (
    *("english", "german", "french", "spanish", "italian", "portuguese", "dutch"),
    *("russian", "arabic", "chinese", "japanese"),
)


def _sections() -> dict[str, list[str]]:
    """The lines of all tables by their sections."""
    sections: dict[str, list[str]] = {}
    for table in read_tables("furniture", _LANGUAGES):
        for section, lines in table.items():
            sections.setdefault(section, []).extend(lines)
    return sections


_SECTIONS = _sections()


def _alternatives_of(section: str) -> str:
    return "|".join(_SECTIONS.pop(section))


_MOST = 260
"""Characters that ``…`` stands for, at most: the longest sentences of consent notices have about 300."""

_END = r"(?<!\b\d)(?<!\b\d\d)[.!?](?:\s|\Z)"
"""Where a sentence ends; the stop after one or two digits is mostly that of a day ("3. März")."""
_ANY = rf"(?:(?!{_END}).){{0,{_MOST}}}"
_HALF = _alternatives_of("half of day")
_CLOCK = (
    rf"\d{{1,2}}(?:[:.h]\d{{2}}(?:[:.]\d{{2}})?|(?= ?(?:{_HALF})))(?: ?(?:{_HALF})\.?)?"
    rf"(?: (?:{_alternatives_of('zone')}|h)\b)?"
)
_DAY = rf"(?:(?:{_alternatives_of('day')})\.?)"
_MONTH = rf"(?:(?:{_alternatives_of('month')})[^\W\d_]{{0,6}}\.?)"
_ORDINAL, _OF = _alternatives_of("ordinal"), _alternatives_of("of month")
_DATE = (
    rf"(?:\d{{1,2}}(?:{_ORDINAL}|\.)?(?: (?:{_OF}))? {_MONTH}(?:,? (?:(?:{_OF}) )?\d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:{_ORDINAL})?"
    r"(?:,? \d{4})?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)?)"
)
_PART = rf"(?:{_CLOCK}|{_DATE}|{_DAY}|{_alternatives_of('ago')})"
_BETWEEN = rf"(?: ?[,|·/-] ?| (?:{_alternatives_of('between times')}) )"
_AT, _ON = _alternatives_of("before a time"), _alternatives_of("before a day")
_SIGNS = {
    "@when": rf"{_PART}(?:(?:{_BETWEEN}| ){_PART}){{0,3}}",
    "@stamp": rf"(?:{_DAY},? )?(?:{_DATE},? )?(?:(?:{_AT}) )?{_CLOCK}(?:,? (?:(?:{_ON}) )?(?:{_DAY})?,? ?(?:{_DATE})?)?"
    rf"|(?:{_DAY},? )?{_DATE}(?<=\d{{4}})|\d{{4}}-\d\d-\d\d",
    "@title": r".{2,160}",
    " …": rf"(?:(?!{_END})\W{_ANY})?",
    "…": _ANY,
}

_KEY = 3
"""Letters that phrases are filed under; most paragraphs begin like none."""

_OPENING = re.compile(r"(?:[^\W\d_]|[ ',&-])*")
_OPTIONAL = ("?", "*")


class Phrases:
    """Phrases by kind, filed under their first letters."""

    def __init__(self, kinds: Mapping[str, Sequence[str]]) -> None:
        self._filed: dict[str, dict[str, list[str]]] = {}
        for kind, lines in kinds.items():
            for line in lines:
                for key in {opening[:_KEY].casefold() for opening in _openings(line)}:
                    self._filed.setdefault(key, {}).setdefault(kind, []).append(line)

    def make_patterns(self) -> None:
        """Make the patterns that :meth:`kind_of` makes one by one, as sentences come that begin like them."""
        for kinds in self._filed.values():
            for lines in kinds.values():
                _pattern(tuple(lines))

    def kind_of(self, sentence: str) -> str | None:
        """The kind of phrase that a sentence is, as a whole; None if it is none."""
        for length in range(min(_KEY, len(sentence)), -1, -1):
            for kind, lines in self._filed.get(sentence[:length].casefold(), {}).items():
                if _pattern(tuple(lines)).fullmatch(sentence):
                    return kind
        return None


@cache
def _pattern(lines: tuple[str, ...]) -> re.Pattern[str]:
    """Phrases as one pattern; made when the first sentence comes that begins like them."""
    pattern = "|".join(lines)
    for sign, meaning in _SIGNS.items():
        pattern = pattern.replace(sign, meaning)
    return re.compile(pattern, re.IGNORECASE)


def _openings(line: str) -> set[str]:
    """What a phrase can begin with: letters, or nothing where it may be anything."""
    if not line.startswith("("):
        found = _OPENING.match(line)
        opening = found.group() if found else ""
        return {opening[:-1] if line[len(opening) : len(opening) + 1] in _OPTIONAL else opening}
    end = _closing(line)
    openings = {opening for part in _alternatives(line[1:end]) for opening in _openings(part)}
    if line[end + 1 : end + 2] in _OPTIONAL:
        openings |= _openings(line[end + 2 :])
    return openings


def _closing(line: str) -> int:
    """Where the bracket is closed that a phrase begins with."""
    depth = 0
    for index, character in enumerate(line):
        depth += (character == "(") - (character == ")")
        if not depth:
            return index
    return len(line)


def _alternatives(inside: str) -> list[str]:
    parts, depth = [""], 0
    for character in inside:
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


_WRITTEN_TOGETHER = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff]")


def _one_of(section: str) -> re.Pattern[str]:
    """Any line of a section as a whole word, or as it is in scripts that write words together."""
    lines = _SECTIONS.pop(section)
    apart = "|".join(line for line in lines if not _WRITTEN_TOGETHER.search(line))
    together = "".join(f"|{line}" for line in lines if _WRITTEN_TOGETHER.search(line))
    return re.compile(rf"\b(?:{apart})\b{together}", re.IGNORECASE)


REPORTED, BIDDING, OFFER, PRODUCT = map(_one_of, ("reported", "bidding", "offer", "product"))
"""What only reporting says; what bids a reader to take something, whose it is, and what it is."""

LABELS = frozenset(" ".join(_SECTIONS.pop("label")).split())
"""Words of menus."""

SHARED_BY = frozenset(" ".join(_SECTIONS.pop("share bar")).split())
"""Words of a bar of networks to share a story on, beside the names of those."""

SPEAKERS = tuple(frozenset(" ".join(_SECTIONS.pop(name)).split()) for name in ("site", "reader"))
"""Words with which a site speaks of itself, and to its reader."""

_WORDS = " words"
VOCABULARIES = {
    name.removesuffix(_WORDS): (
        frozenset(word.removeprefix("*") for word in words if word.startswith("*")),
        tuple(word.removeprefix("*") for word in words),
    )
    for name in sorted(_SECTIONS)
    if name.endswith(_WORDS) and (words := " ".join(_SECTIONS.pop(name)).split())
}
"""Of each kind of notice the stems of its words, the first of each pair those of which it needs one."""

HEADINGS = Phrases({"heading": _SECTIONS.pop("heading")})
"""What stands above a list of links."""

FILLERS = Phrases({"filler": _SECTIONS.pop("filler")})
"""Sentences that are furniture beside a phrase."""

PHRASES = Phrases(_SECTIONS)
"""What one sentence of furniture looks like."""


def make_patterns() -> None:
    """Make the patterns of all phrases now: half a second that the first few dozen texts would share otherwise."""
    for phrases in (HEADINGS, FILLERS, PHRASES):
        phrases.make_patterns()
