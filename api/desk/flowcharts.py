"""Drawings of who takes from whom, as numbers that a template writes as SVG; what they show stands in tables too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.newsroom.flows import Tally

NAMES = 10
"""Sources on either side of the bands: more lines nobody follows."""

WIDTH = 100
"""Of the bands, in units of the drawing; a row is one high."""

ROOM = 0.8
"""Share of a row that the largest source may fill."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STRIP = (5 * _MINUTE, 30 * _DAY)
_TICKS = ((15 * _MINUTE, "15m"), (_HOUR, "1h"), (6 * _HOUR, "6h"), (_DAY, "1d"), (7 * _DAY, "1w"))
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Name:
    """A source on one side of the bands, and how often it was taken from, or took."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Band:
    """What one source took from another.

    Attributes:
        origin: Taken from.
        taker: Who took.
        tally: How much.
        copies: Outline of the part that was copied; empty where nothing was.
        rewrites: Outline of the part that was rewritten.
    """

    origin: str
    taker: str
    tally: Tally
    copies: str
    rewrites: str


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands from the sources that were taken from to those that took, the most of both.

    Attributes:
        origins: On the left, most first.
        takers: On the right, most first.
        bands: Between them.
        rows: Height of the drawing.
        whole: Nobody is left out.
    """

    origins: tuple[Name, ...]
    takers: tuple[Name, ...]
    bands: tuple[Band, ...]
    rows: int
    whole: bool


def bands_of(pairs: Mapping[tuple[str, str], Tally]) -> Bands:
    """Draw who takes from whom.

    A source is a row; as thick as its bands are together, so much was taken.

    Args:
        pairs: By origin and taker.
    """
    given: Counter[str] = Counter()
    took: Counter[str] = Counter()
    for (origin, taker), tally in pairs.items():
        given[origin] += tally.count
        took[taker] += tally.count
    origins = [Name(*one) for one in given.most_common(NAMES)]
    takers = [Name(*one) for one in took.most_common(NAMES)]
    unit = ROOM / max([one.count for one in (*origins, *takers)], default=1)
    left = {one.name: row + (1 - one.count * unit) / 2 for row, one in enumerate(origins)}
    right = {one.name: row + (1 - one.count * unit) / 2 for row, one in enumerate(takers)}
    places = {one.name: row for row, one in enumerate(takers)}
    bands = []
    # Bands leave a source in the order in which they arrive, so that those of one source do not cross.
    drawable = [pair for pair in pairs if pair[0] in left and pair[1] in places]
    for pair in sorted(drawable, key=lambda one: places[one[1]]):
        tally, drawn = pairs[pair], []
        for count in (tally.copies, tally.rewrites):
            thick = count * unit
            drawn.append(_band(left[pair[0]], right[pair[1]], thick) if count else "")
            left[pair[0]] += thick
            right[pair[1]] += thick
        bands.append(Band(*pair, tally, *drawn))
    return Bands(
        tuple(origins),
        tuple(takers),
        tuple(bands),
        max(len(origins), len(takers)),
        len(given) <= NAMES and len(took) <= NAMES,
    )


def _band(left: float, right: float, thick: float) -> str:
    """Outline of a band between two heights."""
    middle = WIDTH // 2
    there = f"M0 {left:.3f}C{middle} {left:.3f} {middle} {right:.3f} {WIDTH} {right:.3f}"
    left, right = left + thick, right + thick
    return f"{there}V{right:.3f}C{middle} {right:.3f} {middle} {left:.3f} 0 {left:.3f}Z"


@dataclass(frozen=True, slots=True)
class Column(Generic[_Key]):
    """One column of a chart: heights in parts of the highest, copies below."""

    key: _Key
    tally: Tally
    copies: float
    rewrites: float


@dataclass(frozen=True, slots=True)
class Columns(Generic[_Key]):
    """A chart.

    Attributes:
        columns: In order.
        highest: Takings of the highest one.
    """

    columns: tuple[Column[_Key], ...]
    highest: int


def columns_of(tallies: Mapping[_Key, Tally]) -> Columns[_Key]:
    """Draw tallies in their order."""
    highest = max((tally.count for tally in tallies.values()), default=0)
    unit = 1 / (highest or 1)
    columns = (Column(key, one, one.copies * unit, one.rewrites * unit) for key, one in tallies.items())
    return Columns(tuple(columns), highest)


@dataclass(frozen=True, slots=True)
class Strip:
    """When a story was taken, as dots on a line from its publication on; places from 0 to 100."""

    dots: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]


def strip_of(delays: Sequence[int]) -> Strip:
    """Draw delays on a scale on which each step is as many times longer: minutes count first, and days later."""
    return Strip(tuple(dict.fromkeys(_place(one) for one in delays)), tuple((_place(at), told) for at, told in _TICKS))


def _place(seconds: float) -> float:
    low, high = _STRIP
    within = min(max(seconds, low), high)
    return round(log(within / low) / log(high / low) * 100, 1)


def span_told(seconds: float) -> str:
    """A length of time in words, as exact as anybody reads it."""
    if seconds < 1.5 * _MINUTE:
        return f"{round(seconds)} s"
    if seconds < 1.5 * _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    if seconds < 2 * _DAY:
        hours, minutes = divmod(round(seconds / _MINUTE), 60)
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{round(seconds / _HOUR)} h"  # noqa: PLR2004
    return f"{round(seconds / _DAY)} days"
