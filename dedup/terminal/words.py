"""The words and colours of an answer; the colour never says anything that the words do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.detection.verdict import ArticleRef, Direction, DirectionBy, Kind, Own, Relation
from dedup.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dedup.detection.verdict import Match

RELATIONS = {
    Relation.IDENTICAL: ("identical", "bold red"),
    Relation.NEAR_COPY: ("near copy", "bold red"),
    Relation.PARTIAL_COPY: ("partial copy", "bold red"),
    Relation.REWRITE: ("rewrite", "bold magenta"),
    Relation.UPDATE: ("update", "bold blue"),
    Relation.SERIES: ("series", "bold yellow"),
    Relation.SAME_EVENT: ("same event", "bold yellow"),
    Relation.UNRELATED: ("unrelated", "bold green"),
}
"""What a relation is called in a table, and its style."""

HEADLINES = {
    Relation.IDENTICAL: "IDENTICAL to stored text",
    Relation.NEAR_COPY: "NEAR COPY of stored text",
    Relation.PARTIAL_COPY: "PARTIAL COPY of stored text",
    Relation.REWRITE: "REWRITE of stored text",
    Relation.UPDATE: "UPDATE of a stored story",
    Relation.SERIES: "SERIES, another issue of a fixed-form report",
    Relation.SAME_EVENT: "SAME EVENT, independent coverage",
    Relation.UNRELATED: "UNRELATED to anything stored",
}
"""What an editor reads first."""

NOTHING_STORED = "NOTHING STORED to compare with"
"""The same of a text that was held against an empty store."""


@dataclass(frozen=True, slots=True)
class Against:
    """What a text was held against, in words.

    Attributes:
        headlines: What an editor reads first.
        column: Head of the column of matches.
        legend: What stands on the right.
        before: What a changed fact was before.
        there: Where the other side of a quotation stands.
    """

    headlines: Mapping[Relation, str]
    column: str
    legend: str
    before: str
    there: str


STORED = Against(HEADLINES, "stored article", "the stored one", "as stored", "stored")
"""Everything that is stored."""

GIVEN = Against(
    {
        relation: told.replace("a stored story", "the other text")
        .replace("stored text", "the other text")
        .replace("anything stored", "the other text")
        for relation, told in HEADLINES.items()
    },
    "the other text",
    "the other one",
    "as there",
    "there",
)
"""One text that was given."""

KINDS = {
    Kind.VERBATIM: "bold red",
    Kind.EDITED: "bold yellow",
    Kind.PARAPHRASED: "bold magenta",
    Kind.QUOTED: "bold cyan",
    Kind.BACKGROUND: "bold",
    Kind.ORIGINAL: "bold green",
}
"""The style of a paragraph kind."""

DIRECTIONS = {
    Direction.QUERY_FROM_MATCH: "taken from it",
    Direction.MATCH_FROM_QUERY: "it took from this",
}
"""Which came first, in words."""


def some(count: int, one: str, many: str = "") -> str:
    """So many things; one of them as one.

    Args:
        count: How many.
        one: What one is called.
        many: What more are called; by default the same with an s.
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def came_first(match: Match) -> str:
    """Which of the two had it first, as far as it is known; nothing where it is not."""
    if match.own is Own.HOUSE:
        return "of the same house"
    if match.shared_credit is not None:
        return harmless(f"both credit {match.shared_credit}")
    if match.direction_by is DirectionBy.CONTAINMENT:
        return "a part of it" if match.direction is Direction.QUERY_FROM_MATCH else "it is a part of this"
    return "" if match.direction is Direction.UNKNOWN else DIRECTIONS[match.direction]


def when(time: datetime | None) -> str:
    """A time of publication, to the minute, with its zone."""
    if time is None:
        return ""
    zone = time.strftime("%z")
    return f"{time:%Y-%m-%d %H:%M} " + ("UTC" if zone in {"+0000", ""} else f"{zone[:3]}:{zone[3:]}")


def named(article: ArticleRef) -> str:
    """The shortest thing that names a stored article: its id, else its title."""
    return harmless(article.id or article.title or "the other text")
