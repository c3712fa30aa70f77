"""Quotations whose words stand in the other text without quotation marks, which have not been left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.article import Span
from dedup.detection.worddiff import SHARED_RUN, SHARED_WORDS, compare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.text.document import Document
    from dedup.text.quotations import Quotation


class Narrative:
    """What a text says outside quotation marks.

    Args:
        document: The text.
        quotations: Its quotations.
    """

    def __init__(self, document: Document, quotations: Iterable[Quotation]) -> None:
        words = document.words
        self._language = document.language
        outside = np.ones(len(words.texts), dtype=bool)
        for quotation in quotations:
            for start, end in quotation.pieces:
                outside[np.searchsorted(words.starts, start) : np.searchsorted(words.ends, end, side="right")] = False
        self._kept = np.flatnonzero(outside).tolist()
        self._texts = [words.texts[place] for place in self._kept]
        self._words = words
        self._places: dict[int, dict[tuple[str, ...], list[int]]] = {}

    def find(self, quotation: Quotation) -> Span | None:
        """Where the words of a quotation stand, from the first of them to the last; None if they do not."""
        words = quotation.words
        size = min(SHARED_RUN, len(words))
        if not self._language.stems(words):
            return None
        best: tuple[int, Span] | None = None
        tried: set[int] = set()
        for step in range(len(words) - size + 1):
            for place in self._runs(size).get(words[step : step + size], ()):
                first = max(0, place - step - size)
                if first in tried:
                    continue
                tried.add(first)
                window = self._texts[first : first + len(words) + 2 * size]
                comparison = compare(words, window)
                if comparison.run >= size and comparison.shared >= SHARED_WORDS * len(words):
                    _, there = comparison.positions()
                    span = self._span(first + min(there), first + max(there))
                    if best is None or comparison.shared > best[0]:
                        best = comparison.shared, span
        return best[1] if best is not None else None

    def _runs(self, size: int) -> dict[tuple[str, ...], list[int]]:
        """Where each run of some words begins."""
        if size not in self._places:
            found: dict[tuple[str, ...], list[int]] = {}
            for place in range(len(self._texts) - size + 1):
                found.setdefault(tuple(self._texts[place : place + size]), []).append(place)
            self._places[size] = found
        return self._places[size]

    def _span(self, first: int, last: int) -> Span:
        return Span(int(self._words.starts[self._kept[first]]), int(self._words.ends[self._kept[last]]))
