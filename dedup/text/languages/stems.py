"""Stems: the plainest there are, and no language needs a table for them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from dedup.text.words import WORDS_OF_ONE

if TYPE_CHECKING:
    from collections.abc import Iterable

LETTERS = 6
"""Letters that a stem keeps: endings of the languages here are behind them in most words."""

_LEAST_LETTERS = 4
_OF_ONE = re.compile(f"[{WORDS_OF_ONE}]")


def cut_stem(word: str, function_words: frozenset[str], letters: int = LETTERS) -> str:
    """A content word, cut to its first letters.

    Args:
        word: In lower case.
        function_words: Words that say nothing of what a text is about.
        letters: What is kept of a word.

    Returns:
        The stem; empty for a function word, for a word of fewer than four letters, and for a number.
    """
    is_content = len(word) >= _LEAST_LETTERS and word not in function_words and not word[0].isdigit()
    return word[:letters] if is_content else ""


def cut_stems(words: Iterable[str], function_words: frozenset[str], letters: int = LETTERS) -> set[str]:
    """The distinct stems of :func:`cut_stem` of some words."""
    return {
        word[:letters]
        for word in words
        if len(word) >= _LEAST_LETTERS and word not in function_words and not word[0].isdigit()
    }


def paired_stem(word: str, following: str, function_words: frozenset[str]) -> str:
    """A character of a script without spaces with the one behind it, or a longer word of another script, cut.

    Most words of Chinese and Japanese have two characters, and pairs find them as well as a dictionary does in search
    (Nie & Ren 1999), without one and with offsets that are exact.

    Args:
        word: In lower case; each character of such a script is one.
        following: The word behind it; empty where there is none.
        function_words: Characters that belong to no content word.

    Returns:
        The stem; empty where there is none.
    """
    if not _OF_ONE.match(word):
        return cut_stem(word, function_words)
    is_pair = _OF_ONE.match(following) and word not in function_words and following not in function_words
    return word + following if is_pair else ""


def paired_stems(words: Iterable[str], function_words: frozenset[str]) -> set[str]:
    """The distinct stems of :func:`paired_stem` of some words, which are in order."""
    found = {paired_stem(one, other, function_words) for one, other in pairwise([*words, ""])}
    return found - {""}
