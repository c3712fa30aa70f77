"""What a newsroom's system sends: an article with its place in the life of a story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from dedup.article import Article

_VERSION = re.compile(r"(?P<story>.+)(?::(?P<version>\d{1,20})[A-Z]?|_(?P<issue>\d\d))", re.DOTALL)

Status = Literal["usable", "withheld", "canceled"]
"""What the sender says may be done with an item: print it, hold it, or take it back."""


@dataclass(frozen=True, slots=True)
class WireItem:
    """One item of a message, in the words that all senders share.

    Attributes:
        guid: The sender's id of the story, without a version in it; the same for every version of it.
        kind: What the sender says it is: ``text``, ``picture``, ``video``, ``package``, …
        article: The text; None where there is none to score, as in a picture or a kill notice.
            Its id is :attr:`guid`, its time of publication :attr:`version_created`, or when the story was first
            published where the sender says that apart.
        status: Of this version.
        version: The sender's version label; None where it has none.
        version_created: When this version was made: what versions are put in order by; timezone-aware. None where the
            message has no time.
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


def story_sent_as(guid: str) -> tuple[str, frozenset[str]] | None:
    """The story whose id may have been sent with a version at its end.

    Args:
        guid: As it was sent.

    Returns:
        The id without its last part, and the versions one of which that story must have for it to be this one; None if
        nothing at its end looks like a version.
    """
    found = _VERSION.fullmatch(guid)
    if found is None:
        return None
    number = int(found["version"] or found["issue"])
    counted = {number} if found["version"] else {number, number + 1}  # some count issues from 0
    return found["story"], frozenset({found["version"] or found["issue"], *map(str, counted)})
