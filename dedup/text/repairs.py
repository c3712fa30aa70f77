"""Repairs: what a text says where its way here has broken it.

Words cut by a hyphen at a line's end, characters whose names were escaped twice, and shortcodes of content systems,
which are no text. Each repair is a stretch of the text and what stands for it, so that every place can be led back.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from html.entities import html5
from typing import NamedTuple

from dedup.text.languages.tables import words_of


class Repair(NamedTuple):
    """What stands for a stretch of a text; nothing where it is no text."""

    start: int
    end: int
    text: str


_ENTITY = re.compile(
    r"&(?:amp;|#38;|#[xX]26;){0,8}(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));"
)
_MOST_ESCAPED = 10

_TAG = re.compile(
    r"\[(?P<close>/?)(?P<name>[A-Za-z][\w-]{0,40})(?P<attributes>(?:\s[^\[\]]{0,800}|=[^\[\]\s]{1,300})?)/?\]"
)
_ATTRIBUTE = re.compile(r"\s[\w-]+=[^\s=]")
_EMBEDDING = frozenset(
    """caption wp_caption gallery embed playlist video audio youtube vimeo tweet instagram soundcloud contact-form-7
    contact-form gravityform googlemaps iframe""".split()  # noqa: SIM905
)
"""Shortcodes whose content is no text of the story: captions, addresses of what is shown."""

_BARE = frozenset({"gallery", "embed", "playlist", "nextpage", "toc"})
"""Shortcodes that stand alone and without attributes; no editor's brackets hold these words."""

_LONGEST_EMBEDDED = 3_000

_BREAK = re.compile(r"(?P<hyphen>[-\u2010\u00ad])[^\S\n]*\n[^\S\n]*(?=[^\W\d_])")
_LETTERS = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_REACH = 40
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+\Z")
_HYPHENS = frozenset("-\u2010")
_BEHIND = re.compile(r"\S*[^\s\u00ad\u2010-]([^\S\n]+)(?=\S)")
_SUSPENDED = words_of("suspended")
"""Words after a hyphen that is no cut: "short- and long-term"."""

_FIRST_PARTS, _SECOND_PARTS = words_of("first part"), words_of("second part")
"""Words that stand before and after a hyphen of their own: "self-made", "peut-être"."""

_LEAST_WORD = 3


def mended(text: str) -> str:
    """A text with all its repairs made."""
    repairs = find_repairs(text)
    if not repairs:
        return text
    starts = [0, *(repair.end for repair in repairs)]
    ends = [*(repair.start for repair in repairs), len(text)]
    pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return "".join(part for pair in zip(pieces, [*(r.text for r in repairs), ""], strict=True) for part in pair)


def find_repairs(text: str) -> list[Repair]:
    """What is broken in a text, in order; no two repairs overlap.

    Args:
        text: Any text, as sent.
    """
    found = [*_entities(text), *_shortcodes(text), *_cut_words(text)]
    kept: list[Repair] = []
    for repair in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or repair.start >= kept[-1].end:
            kept.append(repair)
    return kept


def _entities(text: str) -> list[Repair]:
    """Names of characters, however often they were escaped."""
    if "&" not in text:
        return []
    found = []
    for match in _ENTITY.finditer(text):
        if match["name"] is not None and f"{match['name']};" not in html5:
            continue
        character = match.group()
        for _ in range(_MOST_ESCAPED):
            character = html.unescape(character)
        found.append(Repair(match.start(), match.end(), character))
    return found


def _shortcodes(text: str) -> list[Repair]:
    """Tags in square brackets, with what they embed; what an editor puts in brackets stays."""
    if "[" not in text:
        return []
    tags = list(_TAG.finditer(text))
    names = [tag["name"].lower() for tag in tags]
    opened = {name for name, tag in zip(names, tags, strict=True) if not tag["close"]}
    closed = {name for name, tag in zip(names, tags, strict=True) if tag["close"]}
    found, closing = [], dict[str, int]()
    for index in range(len(tags) - 1, -1, -1):
        tag, name = tags[index], names[index]
        if tag["close"]:
            if name in opened or "_" in name:
                closing[name] = tag.end()
                found.append(Repair(tag.start(), tag.end(), ""))
        elif (
            name in closed
            or "_" in name
            or name in _BARE
            or _ATTRIBUTE.search(tag["attributes"])
            or (name in _EMBEDDING and "://" in tag["attributes"])
        ):
            end = closing.get(name, 0) if name in _EMBEDDING else 0
            within = tag.end() < end <= tag.end() + _LONGEST_EMBEDDED
            found.append(Repair(tag.start(), end if within else tag.end(), ""))
    return found


def _cut_words(text: str) -> list[Repair]:
    """Words that a hyphen at a line's end has cut; the break goes behind the word, so that lines keep their length."""
    breaks = [match for match in _BREAK.finditer(text) if match.start() and text[match.start() - 1].isalpha()]
    if not breaks:
        return []
    lowered = text.lower()
    words = Counter(_LETTERS.findall(lowered))
    words.subtract(half for match in breaks for half in _halves(lowered, match) if half)
    compounds = set(_COMPOUND.findall(lowered))
    found = []
    for match in breaks:
        left, right = _halves(text, match)
        soft = match["hyphen"] == "\u00ad"
        if not soft and right.lower() in _SUSPENDED:
            continue
        before = text[match.start() - len(left) - 1 : match.start() - len(left)]
        joined = soft or (before not in _HYPHENS and _is_one(left, right, words, compounds))
        found.append(Repair(match.start(), match.end(), "" if joined else "-"))
        behind = _BEHIND.match(text, match.end(), match.end() + _REACH)
        if behind is not None:
            found.append(Repair(*behind.span(1), "\n"))
    return found


def _halves(text: str, cut: re.Match[str]) -> tuple[str, str]:
    """The letters on both sides of a cut."""
    left = _LETTERS_BEFORE.search(text, max(0, cut.start() - _REACH), cut.start())
    right = _LETTERS.match(text, cut.end(), cut.end() + _REACH)
    return left.group() if left else "", right.group() if right else ""


def _is_one(left: str, right: str, words: Counter[str], compounds: set[str]) -> bool:
    """Whether two halves are one word: as the rest of the text spells it, else as most words that are cut."""
    first, second = left.lower(), right.lower()
    together, apart = words[first + second] > 0, f"{first}-{second}" in compounds
    if together != apart:
        return together
    if right[0].isupper() or left.isupper() or first in _FIRST_PARTS or second in _SECOND_PARTS:
        return False
    return min(len(first), len(second)) < _LEAST_WORD or words[first] <= 0 or words[second] <= 0
