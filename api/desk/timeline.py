"""The family of a story on a time line: sources as lanes, and who took from whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dedup.detection.verdict import Direction, Relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.newsroom.listing import Listed


@dataclass(frozen=True, slots=True)
class Event:
    """One article version on the line.

    Attributes:
        row: What the list has of it.
        lane: Its source.
        number: On the page, from 1.
        origin: Number of the one it took from, if that is on the page.
        took: That one, in words: its source or headline.
        relation: What it is to it.
        share: Share of words taken; None if it is not known in this direction.
        known: Which of the two was first is known; else they share text, and the order is that of the line.
        stories: How many it was pieced together from; 0 if that one alone explains it.
        asked: Whether it belongs to the story that was asked for.
        source: Its number among the sources of the text that was come from, as beside that one's matches.
    """

    row: Listed
    lane: str
    number: int
    origin: int | None
    took: str
    relation: str
    share: float | None
    asked: bool
    stories: int = 0
    source: int | None = None
    known: bool = True


def events_of(rows: Sequence[Listed], story: str, numbers: Mapping[str | None, int] | None = None) -> list[Event]:
    """Put a family in order.

    Each article knows the one it is closest to: when it came in, or since an original came in late and it was judged
    anew. The earlier of two took nothing from the later one, whichever came in first.

    Args:
        rows: The family.
        story: The one that was asked for.
        numbers: Of sources, by id.
    """
    ordered = sorted(rows, key=lambda row: (row.published_at or row.stored_at, row.key))
    places = {row.key: number for number, row in enumerate(ordered, start=1)}
    took: dict[int, tuple[Listed, Listed, float | None]] = {}
    for row in ordered:
        other = _closest(row, ordered)
        if other is None:
            continue
        later, earlier = (row, other) if _is_after(row, other) else (other, row)
        if later.key not in took or later is row:
            took[later.key] = (earlier, row, row.taken if later is row else None)
    told = numbers or {}
    events = (_event(row, places, took.get(row.key), story) for row in ordered)
    return [replace(event, source=told.get(event.row.id)) for event in events]


def lanes_of(events: Sequence[Event]) -> list[str]:
    """The sources, in the order in which they first had the story."""
    return list(dict.fromkeys(event.lane for event in events))


def _event(
    row: Listed, places: Mapping[int, int], took: tuple[Listed, Listed, float | None] | None, story: str
) -> Event:
    if took is None:
        return Event(row, _lane(row), places[row.key], None, "", row.relation, None, row.story == story)
    earlier, judged, share = took
    return Event(
        row,
        _lane(row),
        places[row.key],
        places[earlier.key],
        _lane(earlier),
        judged.relation,
        share,
        row.story == story,
        row.stories if judged is row else 0,
        known=judged.direction is not None or judged.relation == Relation.UPDATE,
    )


def _lane(row: Listed) -> str:
    return row.source or "source unknown"


def _closest(row: Listed, rows: Sequence[Listed]) -> Listed | None:
    """The version of its closest article that its verdict names, if that is on the page."""
    if row.best_id is None or not Relation(row.relation).is_derived:
        return None
    versions = [other for other in rows if other.id == row.best_id]
    named = [other for other in versions if other.version == row.best_version]
    # One that was removed, and is here in another version: what was stored when the article came in.
    there = named or [other for other in versions if other.key < row.key]
    return max(there, key=lambda other: other.key, default=None)


def _is_after(row: Listed, other: Listed) -> bool:
    """Whether a row was made from the other one: as its verdict says, which knows what either story had said before."""
    if row.direction is not None:
        return row.direction == Direction.QUERY_FROM_MATCH
    if row.published_at is None or other.published_at is None:
        return True
    return row.published_at >= other.published_at
