"""Pages of stored articles with what became of each, newest first: what the desk lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import false, func, select
from sqlalchemy.orm import aliased

from dedup.detection.verdict import Relation
from dedup.newsroom.listing import Listed
from dedup.storage.rows import is_storable, searched
from dedup.storage.tables import ArticleRow, VerdictRow

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute

    from dedup.newsroom.listing import Narrowed
    from dedup.storage.database import Database

_INDEPENDENT = tuple(relation.value for relation in Relation if not relation.is_derived)

_best = aliased(ArticleRow)
"""The article that another one was closest to."""

_GENERATIONS = 20
"""Stories that took from a story that took from one: beyond that nobody follows."""

_LATELY = 20_000
"""Articles whose sources are offered for choice: some days of a large desk, read in a few milliseconds."""

_COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
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
    VerdictRow.direction,
    VerdictRow.stories,
)


class SqlListing:
    """Lists what a store holds.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, narrowed: Narrowed, *, before: int | None = None, limit: int = 50) -> list[Listed]:
        """Articles, the newest first; a page costs the same wherever it lies.

        Args:
            narrowed: What to list.
            before: Only with a lower key: the next page.
            limit: Most articles.
        """
        found: list[Listed] = []
        with self._database.reading() as connection:
            # One query a relation: each follows the index of relations and keys backwards and stops at the limit,
            # where a query for several would sort all their rows.
            for relation in narrowed.relations or (None,):
                query, key = _narrowed(select(*_COLUMNS), narrowed, relation)
                if before is not None:
                    query = query.where(key < before)
                rows = connection.execute(query.order_by(key.desc()).limit(limit))
                found += [Listed(**row) for row in rows.mappings()]
        return sorted(found, key=lambda row: row.key, reverse=True)[:limit]

    def came_in(self, narrowed: Narrowed, after: int, limit: int = 100) -> int:
        """How many articles with a higher key there are, counted up to a limit."""
        found = 0
        with self._database.reading() as connection:
            for relation in narrowed.relations or (None,):
                query, key = _narrowed(select(ArticleRow.key), narrowed, relation)
                bounded = query.where(key > after).limit(limit).subquery()
                found += connection.execute(select(func.count()).select_from(bounded)).scalar_one()
        return min(found, limit)

    def family(self, story: str, limit: int = 200) -> list[Listed]:
        """Everything that one story became, from where it began: all versions, and what was made from any of them.

        Args:
            story: Of any member; who asks for a rewrite gets the story that it is a rewrite of.
            limit: Most article versions.

        Returns:
            Them in the order in which they came in.
        """
        if not is_storable(story):
            return []
        with self._database.reading() as connection:
            first = story
            for _ in range(_GENERATIONS):
                query = _taken(_best.story).where(ArticleRow.story == first, _best.story != first)
                above = connection.execute(query.order_by(ArticleRow.key).limit(1)).scalar_one_or_none()
                if above is None:
                    break
                first = above
            # The story asked for is a member whatever a circle of stories that took from each other led to.
            known = dict.fromkeys((first, story))
            latest = list(known)
            while latest and len(known) < limit:
                query = _taken(ArticleRow.story).where(_best.story.in_(latest)).distinct().limit(limit)
                latest = [one for one in connection.execute(query).scalars() if one not in known]
                known |= dict.fromkeys(latest)
            chosen = select(*_COLUMNS).join(VerdictRow, VerdictRow.article_key == ArticleRow.key)
            chosen = chosen.where(ArticleRow.story.in_(list(known)[:limit])).order_by(ArticleRow.key).limit(limit)
            return [Listed(**row) for row in connection.execute(chosen).mappings()]

    def sources(self) -> list[str]:
        """Source labels that articles came with lately, sorted."""
        # Distinct over all articles would read all of them for every page.
        late = select(ArticleRow.source).order_by(ArticleRow.key.desc()).limit(_LATELY).subquery()
        query = select(late.c.source).where(late.c.source.is_not(None)).distinct()
        with self._database.reading() as connection:
            return sorted(filter(None, connection.execute(query).scalars()))

    def newest(self) -> int:
        """The highest key."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(ArticleRow.key), 0))).scalar_one())


def _narrowed(
    query: Select[Any], narrowed: Narrowed, relation: str | None
) -> tuple[Select[Any], InstrumentedAttribute[int]]:
    """A query with its conditions, and the column that its keys are to be compared and ordered by.

    Article and verdict have the same key; which of the columns is named decides which index is followed.
    """
    query = query.join(VerdictRow, VerdictRow.article_key == ArticleRow.key)
    if relation is not None:
        query = query.where(VerdictRow.relation == relation)
    if narrowed.source is not None:
        known = is_storable(narrowed.source)
        query = query.where(ArticleRow.source == narrowed.source) if known else query.where(false())
    if narrowed.since is not None:
        query = query.where(ArticleRow.stored_at >= narrowed.since)
    if narrowed.words:
        words = searched(narrowed.words, None).strip()
        query = query.where(ArticleRow.search.contains(words, autoescape=True))
    return query, ArticleRow.key if relation is None else VerdictRow.article_key


def _taken(column: InstrumentedAttribute[str]) -> Select[Any]:
    """Of articles that were derived, and the articles they were derived from."""
    query = select(column).select_from(ArticleRow).join(VerdictRow, VerdictRow.article_key == ArticleRow.key)
    query = query.join(_best, _best.id == VerdictRow.best_id)
    return query.where(VerdictRow.relation.not_in(_INDEPENDENT))
