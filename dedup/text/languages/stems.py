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


def cut_stems(words: Iterable[str], function_words: frozenset[str], letters: int = LETTERS) -> set[str]:
    """The distinct content words, cut to their first letters.

    Function words are left out, and so is every word of fewer than four letters and every number.

    Args:
        words: In lower case.
        function_words: Words that say nothing of what a text is about.
        letters: What is kept of a word.
    """
    return {
        word[:letters]
        for word in words
        if len(word) >= _LEAST_LETTERS and word not in function_words and not word[0].isdigit()
    }


def paired_stems(words: Iterable[str], function_words: frozenset[str]) -> set[str]:
    """Pairs of neighbouring characters of a script without spaces, and the longer words of others between them.

    Most words of Chinese and Japanese have two characters, and pairs find them as well as a dictionary does in search
    (Nie & Ren 1999), without one and with offsets that are exact.

    Args:
        words: In lower case and in order; each character of such a script is one.
        function_words: Characters that belong to no content word.
    """
    listed = list(words)
    found = {
        one + other
        for one, other in pairwise(listed)
        if _OF_ONE.match(one) and _OF_ONE.match(other) and one not in function_words and other not in function_words
    }
    return found | cut_stems((word for word in listed if not _OF_ONE.match(word)), function_words)
