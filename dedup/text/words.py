"""Words: the tokens that shingles, runs and containments are counted in."""

from __future__ import annotations

import re

WORDS_OF_ONE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
"""Scripts without spaces between words, for a character class: each of their characters is a word."""

MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
"""Marks that stand within words, for a character class."""

_WORD = re.compile(
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
