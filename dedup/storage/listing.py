"""Pages of stored articles with what became of each, newest first: what the desk lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from dedup.storage.rows import is_storable, searched
from dedup.storage.tables import ArticleRow, VerdictRow

if TYPE_CHECKING:
    from datetime import datetime

    from dedup.storage.database import Database

_COLUMNS = (
    ArticleRow.key,
    ArticleRow.id,
    ArticleRow.version,
    ArticleRow.title,
    ArticleRow.source,
    ArticleRow.story,
    ArticleRow.published_at,
    ArticleRow.stored_at,
    VerdictRow.relation,
    VerdictRow.derivation,
    VerdictRow.needs_review,
    VerdictRow.taken,
    VerdictRow.best_id,
    VerdictRow.best_title,
)


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
        taken: Share of its words that were copied, edited or restated.
        best_id: The closest article.
        best_title: Its headline.
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


class SqlListing:
    """Lists what a store holds.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(  # noqa: PLR0913 - each narrows it
        self,
        *,
        relations: tuple[str, ...] = (),
        source: str | None = None,
        since: datetime | None = None,
        words: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[Listed]:
        """Articles, the newest first; a page costs the same wherever it lies.

        Args:
            relations: Only with one of these.
            source: Only from there.
            since: Only what came in since.
            words: Only with this in the headline or the id, capitals or not.
            before: Only with a lower key: the next page.
            limit: Most articles.
        """
        query = select(*_COLUMNS).join(VerdictRow, VerdictRow.article_key == ArticleRow.key)
        if relations:
            query = query.where(VerdictRow.relation.in_(relations))
        if source is not None and is_storable(source):
            query = query.where(ArticleRow.source == source)
        if since is not None:
            query = query.where(ArticleRow.stored_at >= since)
        if words:
            query = query.where(ArticleRow.search.contains(searched(words, None).strip(), autoescape=True))
        if before is not None:
            query = query.where(ArticleRow.key < before)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(ArticleRow.key.desc()).limit(limit))
            return [Listed(**row) for row in rows.mappings()]

    def story(self, story: str, limit: int = 200) -> list[Listed]:
        """All versions of the articles of one story, and whatever was closest to one of them, oldest first."""
        if not is_storable(story):
            return []
        own = select(ArticleRow.id).where(ArticleRow.story == story)
        query = select(*_COLUMNS).join(VerdictRow, VerdictRow.article_key == ArticleRow.key)
        near = VerdictRow.best_id.in_(own) & VerdictRow.relation.not_in(("same_event", "unrelated"))
        query = query.where(or_(ArticleRow.story == story, near))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(ArticleRow.key).limit(limit))
            return [Listed(**row) for row in rows.mappings()]

    def sources(self, limit: int = 100) -> list[str]:
        """Source labels there are."""
        query = select(ArticleRow.source).where(ArticleRow.source.is_not(None)).distinct().limit(limit)
        with self._database.reading() as connection:
            return sorted(filter(None, connection.execute(query).scalars()))

    def newest(self) -> int:
        """The highest key."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(ArticleRow.key), 0))).scalar_one())
