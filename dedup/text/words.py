"""Words: the tokens that shingles, runs and containments are counted in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORDS_OF_ONE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
"""Scripts without spaces between words, for a character class: each of their characters is a word."""

MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
"""Marks that stand within words, for a character class."""

CAPITALS = "".join(character for character in map(chr, range(0x590)) if character.isupper())
"""Capitals of the scripts that have them, for a character class."""

SMALL = "".join(character for character in map(chr, range(0x590)) if character.islower() and character.isalpha())
"""The small letters of the same scripts."""

_WORD = re.compile(
    # The endings are English; that all texts are cut alike is part of every signature that is stored.
    r"\d+(?:[.,:]\d+)*"  # 1,200.50 and 09:30 are one word
    rf"|[{WORDS_OF_ONE}]"
    rf"|[^\W\d_](?:[^\W\d_]|[{MARKS}])*(?:'(?:s|t|re|ve|ll|d|m)\b)?",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[a-z]+(?:'(?:s|t|re|ve|ll|d|m)\b)?", re.ASCII)
"""The same for ASCII in small letters: four times as quick, and most texts are that once they are canonical."""

UNWRITTEN = re.compile("[\u0640\u064b-\u065f\u0670]")
"""What Arabic writes or leaves out as it likes: vowel signs, and the stroke that draws a word out."""


def words_with_offsets(text: str, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
    """The words of a stretch of canonical text, lower-cased.

    Args:
        text: Canonical text.
        start: Where to begin, in characters.
        end: Where to stop; the end of the text if None.

    Returns:
        (word, start, end) in order; offsets into ``text``.
    """
    stop = len(text) if end is None else end
    if text.isascii():
        found = _PLAIN_WORD.finditer(text[start:stop].lower())
        return [(match.group(), start + match.start(), start + match.end()) for match in found]
    return [(_folded(match.group()), match.start(), match.end()) for match in _WORD.finditer(text, start, stop)]


def words_with_places(
    text: str, start: int = 0, end: int | None = None
) -> tuple[list[str], NDArray[np.int32], NDArray[np.int32]]:
    """The words of :func:`words_with_offsets`, for a whole text: found by classes of characters, all at once.

    Args:
        text: Canonical text.
        start: Where to begin, in characters.
        end: Where to stop; the end of the text if None.

    Returns:
        The words, where each begins and where it ends; the arrays of shape (words,).
    """
    stretch = text[start : len(text) if end is None else end]
    small = stretch.lower() if stretch.isascii() else stretch.casefold()
    kinds = _kinds(stretch, small)
    edges = None if kinds is None else _edges(small, kinds)
    if edges is None:
        found = words_with_offsets(text, start, end)
        starts, ends = (np.array([word[side] for word in found], dtype=np.int32) for side in (1, 2))
        return [word for word, _, _ in found], starts, ends
    firsts, lasts = edges
    texts = [small[first:last] for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)]
    return texts, (firsts + start).astype(np.int32), (lasts + start).astype(np.int32)


_NEITHER, _APOSTROPHE, _POINT, _LETTER, _DIGIT = range(5)


def _kind_of_ascii(character: str) -> int:
    if character.islower():
        return _LETTER
    if character.isdigit():
        return _DIGIT
    return _APOSTROPHE if character == "'" else _POINT if character in ".,:" else _NEITHER


_OF_ASCII = np.array([_kind_of_ascii(chr(code)) for code in range(128)], dtype=np.uint8)
_ENDINGS = frozenset({"s", "t", "re", "ve", "ll", "d", "m"})
_PLAIN_LETTER = re.compile(r"[^\W\d_]")
_OWN_RULES = re.compile(rf"[{WORDS_OF_ONE}{MARKS}\u017f\u0640\u212a]|[^\W_](?<=\d)")
"""Beyond ASCII: characters that are words of their own or stand within words, signs that are left out, other digits,
and what is a letter of ASCII but for its case."""


def _kinds(stretch: str, small: str) -> NDArray[np.uint8] | None:
    """What each character is, shape (characters,); None where other scripts have rules of their own."""
    if small.isascii() and stretch.isascii():
        return _OF_ASCII[np.frombuffer(small.encode("ascii"), dtype=np.uint8)]
    if len(small) != len(stretch):
        return None  # a letter that has two in lower case, so that places would not hold
    beyond = {character for character in set(stretch) if not character.isascii()}
    if any(_OWN_RULES.match(character) for character in beyond):
        return None
    codes = np.frombuffer(stretch.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ascii_only = np.frombuffer(small.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds: NDArray[np.uint8] = _OF_ASCII[np.minimum(ascii_only, 127)]
    kinds[codes > 127] = _NEITHER  # noqa: PLR2004 - the last of ASCII
    letters = [ord(character) for character in beyond if _PLAIN_LETTER.match(character)]
    if letters:
        kinds[np.isin(codes, letters)] = _LETTER
    return kinds


def _edges(small: str, kinds: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Where words begin and end; None where apostrophes follow so closely that only reading on from the left tells."""
    changes = np.flatnonzero(np.diff(kinds, prepend=_NEITHER, append=_NEITHER))
    of_run = kinds[changes[:-1]]
    in_word = of_run >= _LETTER
    starts, ends, of_run = changes[:-1][in_word], changes[1:][in_word], of_run[in_word]
    if not len(starts):
        return starts, ends
    joined = np.zeros(len(starts), dtype=bool)  # to the run before it
    between = kinds[ends[:-1]]
    close = starts[1:] - ends[:-1] == 1
    joined[1:] = close & (between == _POINT) & (of_run[1:] == _DIGIT) & (of_run[:-1] == _DIGIT)
    contracted = close & (between == _APOSTROPHE) & (of_run[1:] == _LETTER) & (of_run[:-1] == _LETTER)
    for after in (np.flatnonzero(contracted) + 1).tolist():
        first, last = int(starts[after]), int(ends[after])
        ends_there = last == len(small) or (kinds[last] < _LETTER and small[last] != "_")
        if ends_there and small[first:last] in _ENDINGS:
            if joined[after - 1]:
                return None
            joined[after] = True
    kept = np.flatnonzero(~joined)
    return starts[kept], ends[np.r_[kept[1:] - 1, len(ends) - 1]]


def any_word(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether there is a word in a stretch of canonical text."""
    return _WORD.search(text, start, len(text) if end is None else end) is not None


def words(text: str) -> list[str]:
    """The words of a canonical text, lower-cased."""
    if text.isascii():
        return _PLAIN_WORD.findall(text.lower())
    return [_folded(word) for word in _WORD.findall(text)]


def _folded(word: str) -> str:
    return word.casefold() if word.isascii() else UNWRITTEN.sub("", word.casefold())
