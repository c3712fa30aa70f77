"""What a story had said before: its stored versions in brief, and what is remembered of those that were removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import bindparam, func, insert, or_, select, update

from dedup.ports.records import PastVersion
from dedup.storage.database import PARAMETERS
from dedup.storage.rows import is_storable
from dedup.storage.tables import ArticleRow, PastVersionRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray
    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from dedup.ports.records import StoredArticle

EARLIEST = 20
"""Versions of a story that are asked what it had said, from the first on: a live ticker has hundreds."""

LATEST = 100
"""Removed versions of a source that are asked, the latest published: a story that was killed comes again within days,
and whoever clears an archive removes old ones."""


def remember(connection: Connection, stored: StoredArticle, shingles: NDArray[np.uint32]) -> None:
    """Keep what may be known of a version once it is removed."""
    values = {
        "key": stored.key,
        "id": stored.article.id,
        "story": stored.story,
        "source": stored.article.source,
        "published_at": stored.article.published_at,
        "shingles": shingles.astype("<u4").tobytes(),
    }
    connection.execute(insert(PastVersionRow).values(values))


def story_of(connection: Connection, article_id: str) -> str | None:
    """The story that versions of an id belong to, or belonged to."""
    if not is_storable(article_id):
        return None
    for query in _STORIES:
        story: str | None = connection.execute(query, {"id": article_id}).scalar_one_or_none()
        if story is not None:
            return story
    return None


def siblings(connection: Connection, stories: Iterable[str]) -> list[int]:
    """Keys of the earliest versions of each story that has several."""
    return list(connection.execute(_SIBLINGS, {"stories": _storable(stories)}).scalars())


def past_versions(connection: Connection, stories: Iterable[str], sources: Iterable[str]) -> list[PastVersion]:
    """Removed versions of some stories, and the latest of some sources."""
    asked = {"stories": _storable(stories), "sources": _storable(sources)}
    return [
        PastVersion(row.story, row.source, row.published_at, np.frombuffer(row.shingles, dtype="<u4").astype(np.uint32))
        for row in connection.execute(_PAST, asked)
    ]


def _siblings() -> Select[int]:
    earliest = (ArticleRow.published_at.is_(None), ArticleRow.published_at, ArticleRow.key)
    place = func.row_number().over(partition_by=ArticleRow.story, order_by=earliest).label("place")
    versions = func.count().over(partition_by=ArticleRow.story).label("versions")
    within = ArticleRow.story.in_(bindparam("stories", expanding=True))
    ranked = select(ArticleRow.key, place, versions).where(within).subquery()
    return select(ranked.c.key).where(ranked.c.versions > 1, ranked.c.place <= EARLIEST)


def _past() -> Select[tuple[object, ...]]:
    place = func.row_number().over(
        partition_by=PastVersionRow.source, order_by=(PastVersionRow.published_at.desc(), PastVersionRow.key.desc())
    )
    within = PastVersionRow.source.in_(bindparam("sources", expanding=True))
    of_sources = select(PastVersionRow.key, place.label("place"))
    latest = of_sources.where(within, PastVersionRow.published_at.is_not(None)).subquery()
    query: Select[tuple[object, ...]] = select(PastVersionRow.__table__).where(
        or_(
            PastVersionRow.story.in_(bindparam("stories", expanding=True)),
            PastVersionRow.key.in_(select(latest.c.key).where(latest.c.place <= LATEST)),
        )
    )
    return query


# Asked with every lookup: to put such a question together takes as long as the answer.
_STORIES = tuple(
    select(row.story).where(row.id == bindparam("id")).order_by(row.key.desc()).limit(1)
    for row in (ArticleRow, PastVersionRow)
)
_SIBLINGS, _PAST = _siblings(), _past()


def relink(connection: Connection, story: str, to: str, of: Collection[str] | None = None) -> None:
    """Make what is remembered of one story part of another: all, or what was of some sources."""
    where = [PastVersionRow.story == story]
    if of is not None:
        where.append(PastVersionRow.source.in_(of))
    connection.execute(update(PastVersionRow).where(*where).values(story=to))


def _storable(labels: Iterable[str]) -> list[str]:
    return sorted({label for label in labels if is_storable(label)})[:PARAMETERS]
