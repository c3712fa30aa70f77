"""Who takes from whom: takings, counted by pairs of sources, by day and hour, and for our own stories.

A taking is a stored version that was made from another house's story, or the other way round, where times tell which.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from dedup.detection.kinship import folded
from dedup.detection.verdict import Direction, Own, Relation
from dedup.newsroom.rules import DEFAULT_RELATIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

COPIES = tuple(relation.value for relation in (Relation.IDENTICAL, Relation.NEAR_COPY, Relation.PARTIAL_COPY))
"""Relations whose words were taken."""

TAKEN = tuple(relation.value for relation in Relation if relation.value in DEFAULT_RELATIONS)
"""Relations that are a taking: everything derived but a newer version of a text's own story."""

MOST = 6_000
"""Takings that are counted at once, the newest: a page of so many takes twice as long as the desk's first one over
100,000 stories, one of a week half (``python -m benchmarks.desk``). A desk of a thousand stories a day, of which a
fifth is taken, has as many in a month."""

_MICROSECONDS = 1_000_000
_HOUR = 3_600 * _MICROSECONDS
_DAY = 24 * 3_600
_Key = TypeVar("_Key", bound=Hashable)
_Fine = TypeVar("_Fine", bound=Hashable)


class Way(StrEnum):
    """What is known of who took from whom."""

    TAKEN = "taken"
    UNKNOWN = "unknown"
    UNNAMED = "unnamed"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two articles of which one was taken from the other: its id, its source, and when it was published."""

    id: str
    source: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What two articles tell of a taking, whatever their relation is said to be later.

    Attributes:
        way: What is known; the rest is only where it is ``taken``.
        taker: Source that took.
        origin: Source that was taken from.
        origin_id: Article that was.
        delay: Seconds from the one to the other, where both have an hour and they are in that order.
        at: When it was taken: when the taker published, or when the listed article came in.
    """

    way: Way
    taker: str | None
    origin: str | None
    origin_id: str | None
    delay: int | None
    at: datetime


def told_of(listed: Side, closest: Side, direction: str | None, own: str | None, stored_at: datetime) -> Told:
    """Tell who took from whom.

    Args:
        listed: An article.
        closest: The stored one that it was closest to.
        direction: Which of the two had first what both say, where times tell.
        own: Why the closest is no other's; what one house has twice nobody took.
        stored_at: When the article came in.
    """
    late, early = (closest, listed) if direction == Direction.MATCH_FROM_QUERY else (listed, closest)
    at = late.published_at or stored_at
    unknown = direction not in {Direction.MATCH_FROM_QUERY, Direction.QUERY_FROM_MATCH}
    same = bool(late.source and early.source) and folded(late.source or "") == folded(early.source or "")
    if own in {Own.STORY, Own.HOUSE} or same:
        return Told(Way.OWN, None, None, None, None, at)
    if unknown:
        return Told(Way.UNKNOWN, None, None, None, None, at)
    way = Way.TAKEN if late.source and early.source else Way.UNNAMED
    return Told(way, late.source, early.source, early.id, _delay(early.published_at, late.published_at), at)


def _delay(early: datetime | None, late: datetime | None) -> int | None:
    """Seconds between two times; a time of midnight is taken for a date, which has no hour."""
    if early is None or late is None or late < early:
        return None
    if any(one.timestamp() % _DAY == 0 for one in (early, late)):
        return None
    return int((late - early).total_seconds())


class Taking(NamedTuple):
    """A listed article version that was taken from another one, or the other from it, as it stands.

    ``at`` is in microseconds since 1970, ``delay`` in seconds; the other fields are those of :class:`Told`, and
    ``credited`` says whether the taker names its source, where that is a question.
    """

    relation: str
    way: str
    taker: str | None
    origin: str | None
    origin_id: str | None
    delay: int | None
    at: int
    credited: bool | None


@dataclass(frozen=True, slots=True)
class Headline:
    """What an article that was taken is called."""

    title: str
    source: str | None
    version: str
    published_at: datetime | None


class TakingLog(Protocol):
    """Knows what was taken."""

    def takings(self, since: datetime, until: datetime, limit: int) -> Sequence[Taking]:
        """What was taken in a time and stands as taken, the newest first.

        Args:
            since: The first instant.
            until: The first one after it.
            limit: Most takings.
        """
        ...

    def newest(self, until: datetime | None = None) -> datetime | None:
        """When something was last taken, before that instant if one is given; None where nothing ever was."""
        ...

    def headlines(self, ids: Collection[str]) -> Mapping[str, Headline]:
        """The newest version of some articles by id; those that are gone are left out."""
        ...


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
