"""Takings: stored versions made from another house's story, or the other way round, where times tell which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dedup.detection.kinship import folded
from dedup.detection.verdict import Direction, Own, Relation
from dedup.newsroom.rules import DEFAULT_RELATIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime


COPIES = tuple(relation.value for relation in (Relation.IDENTICAL, Relation.NEAR_COPY, Relation.PARTIAL_COPY))
"""Relations whose words were taken."""


TAKEN = tuple(relation.value for relation in Relation if relation.value in DEFAULT_RELATIONS)
"""Relations that are a taking: everything derived but a newer version of a text's own story."""


_DAY = 24 * 3_600


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
