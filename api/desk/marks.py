"""Stretches of a text that are to be marked, and a paragraph cut where they begin and end."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

SHARED = ""
"""Mark of words that both texts have; any other mark is the name of the entry that it leads to."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph.

    Attributes:
        text: Its text.
        shared: In both texts word for word.
        entry: Name of the changed fact or quotation that it belongs to; empty if to none.
    """

    text: str
    shared: bool = False
    entry: str = ""


class _Mark(NamedTuple):
    start: int
    end: int
    entry: str


@dataclass
class Marks:
    """The marks of one text."""

    _marks: list[_Mark] = field(default_factory=list)
    _longest: int = 0
    _sorted: bool = True

    def add(self, start: int, end: int, entry: str = SHARED) -> None:
        """Mark a stretch; an empty one is nothing to mark."""
        if start >= end:
            return
        self._marks.append(_Mark(start, end, entry))
        self._longest = max(self._longest, end - start)
        self._sorted = False

    def pieces(self, text: str, start: int, end: int) -> tuple[Piece, ...]:
        """Cut a paragraph; where two entries meet, the shorter one is shown: a figure within a quotation.

        Args:
            text: The whole text.
            start: Where the paragraph begins.
            end: Where it ends.
        """
        within = [
            _Mark(max(mark.start, start), min(mark.end, end), mark.entry)
            for mark in self._near(start, end)
            if mark.end > start
        ]
        places = sorted({start, end, *(mark.start for mark in within), *(mark.end for mark in within)})
        opening: dict[int, list[_Mark]] = {}
        for mark in within:
            opening.setdefault(mark.start, []).append(mark)
        found: list[Piece] = []
        active: list[_Mark] = []
        for here, there in pairwise(places):
            active = [mark for mark in active if mark.end > here] + opening.get(here, [])
            entries = [mark for mark in active if mark.entry != SHARED]
            entry = min(entries, key=lambda mark: mark.end - mark.start).entry if entries else ""
            shared = len(entries) < len(active)
            last = found[-1] if found else None
            if last is not None and (last.shared, last.entry) == (shared, entry):
                found[-1] = Piece(last.text + text[here:there], shared, entry)
            else:
                found.append(Piece(text[here:there], shared, entry))
        return tuple(found)

    def _near(self, start: int, end: int) -> list[_Mark]:
        """Marks that may lie in a stretch: two thousand paragraphs do not each look through all of them."""
        if not self._sorted:
            self._marks.sort()
            self._sorted = True
        first = bisect_left(self._marks, (start - self._longest,))
        return self._marks[first : bisect_left(self._marks, (end,))]
