"""What a newsroom's system sends: an article with its place in the life of a story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from dedup.article import Article

Status = Literal["usable", "withheld", "canceled"]
"""What the sender says may be done with an item: print it, hold it, or take it back."""


@dataclass(frozen=True, slots=True)
class WireItem:
    """One item of a message, in the words that all senders share.

    Attributes:
        guid: The sender's id of the story, without a version in it; the same for every version of it.
        kind: What the sender says it is: ``text``, ``picture``, ``video``, ``package``, …
        article: The text; None where there is none to score, as in a picture or a kill notice.
            Its id is :attr:`guid`, its time of publication :attr:`version_created`.
        status: Of this version.
        version: The sender's version label; None where it has none.
        version_created: When this version was made: what versions are put in order by; timezone-aware.
        evolved_from: Guid of the story this one rewrites or updates, where the sender gives a new guid to it.
        embargoed_until: It may not be published before; timezone-aware.
        slug: The sender's keyword for the story.
        credits: Credit line, byline, copyright holder and the like, as sent.
        skipped: Why there is nothing to score, in words an editor reads; None if there is.
    """

    guid: str
    kind: str = "text"
    article: Article | None = None
    status: Status = "usable"
    version: str | None = None
    version_created: datetime | None = None
    evolved_from: str | None = None
    embargoed_until: datetime | None = None
    slug: str | None = None
    credits: tuple[str, ...] = ()
    skipped: str | None = None
