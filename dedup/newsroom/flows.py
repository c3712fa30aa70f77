"""Who takes from whom: takings, counted by pairs of sources, by day and hour, and for our own stories."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from dedup.detection.kinship import folded
from dedup.newsroom.takings import COPIES, Taking, TakingLog, Way

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


MOST = 6_000
"""Takings that are counted at once, the newest: a page of so many takes twice as long as the desk's first one over
100,000 stories, one of a week half (``python -m benchmarks.desk``). A desk of a thousand stories a day, of which a
fifth is taken, has as many in a month."""

_MICROSECONDS = 1_000_000
_HOUR = 3_600 * _MICROSECONDS
_Key = TypeVar("_Key", bound=Hashable)
_Fine = TypeVar("_Fine", bound=Hashable)


@dataclass(slots=True)
class Tally:
    """Takings, counted.

    Attributes:
        copies: Identical, near and partial copies.
        rewrites: The rest.
        credited: That name whom they took from.
        uncredited: That do not. Of others it is not asked.
        delays: Seconds of each whose times tell them, in order.
    """

    copies: int = 0
    rewrites: int = 0
    credited: int = 0
    uncredited: int = 0
    delays: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All of them."""
        return self.copies + self.rewrites

    @property
    def delay(self) -> float | None:
        """Their median, in seconds."""
        return median(self.delays) if self.delays else None

    @property
    def credit_rate(self) -> float | None:
        """Share that names its source, of those of which it is asked."""
        asked = self.credited + self.uncredited
        return self.credited / asked if asked else None

    def add(self, relation: str, credited: bool | None, count: int) -> None:  # noqa: FBT001 - a column's three values
        """Count some that are alike."""
        if relation in COPIES:
            self.copies += count
        else:
            self.rewrites += count
        if credited is not None:
            self.credited += count * credited
            self.uncredited += count * (not credited)


@dataclass(frozen=True, slots=True)
class Flows:
    """What was taken in a time.

    Attributes:
        first: Day it begins with, in UTC.
        last: Day it ends with.
        whole: These are all; else the newest :data:`MOST` of one day alone, and ``cut`` is set.
        cut: The time asked for began earlier; it was cut to the newest whole days.
        takings: From one named source by another.
        pairs: By origin and taker, most first.
        total: All of them.
        days: By day.
        hours: By hour of the day.
        apart: How many there are of every way.
    """

    first: date
    last: date
    whole: bool
    cut: bool
    takings: tuple[Taking, ...]
    pairs: Mapping[tuple[str, str], Tally]
    total: Tally
    days: Mapping[date, Tally]
    hours: Mapping[int, Tally]
    apart: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Afterlife:
    """What became of the stories of some sources.

    Attributes:
        sources: Those of them that were taken from.
        total: All takings.
        takers: By who took, most first.
        stories: By the id of the article that was taken, most taken first.
        takers_of: Who took each.
    """

    sources: tuple[str, ...]
    total: Tally
    takers: Mapping[str, Tally]
    stories: Mapping[str, Tally]
    takers_of: Mapping[str, Mapping[str, int]]


def midnight(day: date) -> datetime:
    """The beginning of a day, in UTC."""
    return datetime.combine(day, time(), UTC)


def read_flows(log: TakingLog, first: date, last: date, most: int = MOST) -> Flows:
    """Count what was taken.

    Args:
        log: Knows what was.
        first: Day that is counted from, in UTC.
        last: Day that is counted to; with it.
        most: Takings that are counted; where there are more, the time is cut to the newest whole days, so that every
            figure is that of all stories of its time.
    """
    until = midnight(last + timedelta(days=1)) if last < date.max else datetime.max.replace(tzinfo=UTC)
    rows = list(log.takings(midnight(first), until, most + 1))
    cut, whole = len(rows) > most, True
    if cut:
        oldest = _instant(rows[most].at).date()
        whole = oldest < last
        first = oldest + timedelta(days=1) if whole else last
        start = (midnight(first) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        rows = [row for row in rows[:most] if row.at >= start]
    known = tuple(row for row in rows if row.way == Way.TAKEN)
    pairs = tallies(known, lambda row: (row.origin or "", row.taker or ""))
    hours = tallies(known, lambda row: row.at // _HOUR)
    return Flows(
        first,
        last,
        whole,
        cut,
        known,
        _most_first(pairs),
        _coarser(pairs, lambda _: None).get(None, Tally()),
        _coarser(hours, lambda hour: _instant(hour * _HOUR).date()),
        _coarser(hours, lambda hour: hour % 24),
        Counter(row.way for row in rows),
    )


def afterlife_of(flows: Flows, labels: Collection[str]) -> Afterlife:
    """What became of the stories of a house.

    Args:
        flows: What was taken.
        labels: Of its sources; capitals and blanks do not tell them apart, as everywhere with houses.
    """
    ours = {folded(label) for label in labels}
    sources = tuple(sorted({origin for origin, _ in flows.pairs if folded(origin) in ours}))
    known = [row for row in flows.takings if row.origin in sources]
    takers_of: dict[str, Counter[str]] = defaultdict(Counter)
    for row in known:
        takers_of[row.origin_id or ""][row.taker or ""] += 1
    return Afterlife(
        sources,
        tallies(known, lambda _: None).get(None, Tally()),
        _most_first(tallies(known, lambda row: row.taker or "")),
        _most_first(tallies(known, lambda row: row.origin_id or "")),
        {name: dict(takers.most_common()) for name, takers in takers_of.items()},
    )


def tallies(takings: Iterable[Taking], key: Callable[[Taking], _Key]) -> dict[_Key, Tally]:
    """Count takings by a key."""
    rows = list(takings)
    keys = [key(row) for row in rows]
    found: dict[_Key, Tally] = defaultdict(Tally)
    # Most are alike in these three, and counting tuples is the interpreter's own work.
    alike = Counter(zip(keys, [row.relation for row in rows], [row.credited for row in rows], strict=True))
    for (one, relation, credited), count in alike.items():
        found[one].add(relation, credited, count)
    for one, row in zip(keys, rows, strict=True):
        if row.delay is not None:
            found[one].delays.append(row.delay)
    for tally in found.values():
        tally.delays.sort()
    return dict(found)


def _coarser(found: Mapping[_Fine, Tally], key: Callable[[_Fine], _Key]) -> dict[_Key, Tally]:
    """Tallies by a coarser key."""
    coarse: dict[_Key, Tally] = defaultdict(Tally)
    for one, tally in found.items():
        into = coarse[key(one)]
        into.copies += tally.copies
        into.rewrites += tally.rewrites
        into.credited += tally.credited
        into.uncredited += tally.uncredited
        into.delays.extend(tally.delays)
    for tally in coarse.values():
        tally.delays.sort()
    return dict(coarse)


def _most_first(found: Mapping[_Key, Tally]) -> dict[_Key, Tally]:
    return dict(sorted(found.items(), key=lambda one: (-one[1].count, str(one[0]))))


def _instant(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
