"""Notices told by whom they address and in what words: no list of phrases knows how every site puts it.

A notice is the site speaking ("we", "our") to the reader ("you", "your") about one thing, and the words for that thing
are few: cookies, consent, partners, settings. Each table beside this module names them as stems under ``[kind words]``;
``*`` marks those without which it is no notice of that kind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.text.furniture.phrases import SPEAKERS, VOCABULARIES

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST = 4
"""Different words of a vocabulary, at least."""

DENSE = 0.12
"""Share of the words that are of the vocabulary, at least: a column about privacy has its own words beside them."""

_WORD = re.compile(r"[^\W\d_]+")


def addressed_kind(piece: str) -> str | None:
    """What kind of notice a paragraph is by whom it addresses and its words; None if it is none.

    Args:
        piece: The paragraph on one line; nothing in it is said by others or quoted.
    """
    words = _WORD.findall(piece.lower())
    if any(speaker.isdisjoint(words) for speaker in SPEAKERS):
        return None
    for kind, (needed, stems) in VOCABULARIES.items():
        found = [stem for word in words if (stem := _stem(stems, word)) is not None]
        if len(set(found)) >= LEAST and len(found) >= DENSE * len(words) and not needed.isdisjoint(found):
            return kind
    return None


def _stem(stems: Iterable[str], word: str) -> str | None:
    return next((stem for stem in stems if word.startswith(stem)), None)
