"""What the desk lists: stored articles with what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One stored article version, as a list shows it.

    Attributes:
        key: In the store; later ones are higher.
        id: Of the article.
        version: Its label.
        title: Headline.
        source: Where it came from.
        story: First id of its chain.
        published_at: When it was published.
        stored_at: When it came in.
        relation: To the closest stored article, when it came in.
        derivation: Probability that it was made from it.
        needs_review: The model was not sure.
        taken: Share of its words that the closest article has, or those together that it was pieced together from.
        best_id: The closest article.
        best_title: Its headline.
        direction: Which of the two had first what both say, if times tell.
        stories: How many it was pieced together from; 0 where one explains it, or none does.
    """

    key: int
    id: str
    version: str
    title: str | None
    source: str | None
    story: str
    published_at: datetime | None
    stored_at: datetime
    relation: str
    derivation: float
    needs_review: bool
    taken: float
    best_id: str | None
    best_title: str | None
    direction: str | None = None
    stories: int = 0


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed to; everything given has to fit.

    Attributes:
        relations: Only with one of these.
        source: Only from there.
        since: Only what came in since.
        words: Only with this in the headline or the id, capitals or not.
    """

    relations: tuple[str, ...] = ()
    source: str | None = None
    since: datetime | None = None
    words: str | None = None


class Listing(Protocol):
    """What is stored, for people to look at."""

    def page(self, narrowed: Narrowed, *, before: int | None = None, limit: int = 50) -> Sequence[Listed]:
        """Articles with what became of them, the newest first; only with a lower key than ``before``."""
        ...

    def came_in(self, narrowed: Narrowed, after: int, limit: int = 100) -> int:
        """How many articles with a higher key there are, counted up to a limit."""
        ...

    def family(self, story: str, limit: int = 200) -> Sequence[Listed]:
        """Everything that one story became, from where it began, in the order in which it came in."""
        ...

    def sources(self) -> list[str]:
        """Source labels that articles came with lately, sorted."""
        ...

    def newest(self) -> int:
        """The highest key."""
        ...
