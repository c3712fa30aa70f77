"""In which order the paragraphs of one text come in another: what stayed in its place, and a drawing of it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 144
"""Of the drawing, whatever the number of paragraphs."""

_LABELLED = 16
"""Paragraphs up to which there is room for every number."""


@dataclass(frozen=True, slots=True)
class Line:
    """From a paragraph of the query to its counterpart: numbers from 1, kind, and heights in the drawing."""

    query: int
    match: int
    kind: str
    y1: float
    y2: float


@dataclass(frozen=True, slots=True)
class Order:
    """How two texts are ordered.

    Attributes:
        lines: The pairs, by the query's paragraphs.
        query: Number and height of the query's paragraphs that are labelled.
        match: The same of the other text's.
        moved: Paragraphs that one would have to move so that all stood in the same order.
    """

    lines: tuple[Line, ...]
    query: tuple[tuple[int, float], ...]
    match: tuple[tuple[int, float], ...]
    moved: int

    @property
    def told(self) -> str:
        """The same in words."""
        if not self.lines:
            return "No paragraph has a counterpart."
        count = len(self.lines)
        have = "1 paragraph has a counterpart" if count == 1 else f"{count} paragraphs have a counterpart"
        if not self.moved:
            return f"{have}, in the same order." if count > 1 else f"{have}."
        return f"{have}; {self.moved} {'was' if self.moved == 1 else 'were'} moved."


def order_of(pairs: Sequence[tuple[int, int, str]], query: int, match: int) -> Order:
    """Draw which paragraph comes from where.

    Args:
        pairs: Paragraph of the query, paragraph of the match, from 1; and the kind.
        query: Paragraphs of the query.
        match: Paragraphs of the match.
    """
    lines = tuple(Line(one, other, kind, _height(one, query), _height(other, match)) for one, other, kind in pairs)
    return Order(
        lines, _labels(query), _labels(match), len(pairs) - len(kept_in_order([other for _, other, _ in pairs]))
    )


def _height(number: int, count: int) -> float:
    return round((number - 0.5) / count * HEIGHT, 1)


def _labels(count: int) -> tuple[tuple[int, float], ...]:
    step = -(-count // _LABELLED) or 1
    return tuple((number, _height(number, count)) for number in range(1, count + 1, step))


def kept_in_order(places: Sequence[int]) -> list[int]:
    """Positions of a longest sequence of places that never goes back: what stayed where it was.

    Args:
        places: Where each comes from, in the order of the text.
    """
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for position, place in enumerate(places):
        at = bisect_left(ends, place + 1)  # the same place again is no step back
        before.append(last[at - 1] if at else None)
        ends[at : at + 1] = [place]
        last[at : at + 1] = [position]
    kept = last[-1:]
    while kept and (previous := before[kept[-1]]) is not None:
        kept.append(previous)
    return kept[::-1]
