"""Pages of stored articles with what became of each, newest first: what the desk lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, case, false, func, select, tuple_, type_coerce
from sqlalchemy.orm import aliased

from dedup.detection.verdict import Direction, Relation
from dedup.newsroom.listing import Facets, Group, Listed, facets_of
from dedup.storage.desktables import ListedRow
from dedup.storage.listed import searched
from dedup.storage.rows import is_storable
from dedup.storage.tables import ArticleRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute

    from dedup.newsroom.listing import Narrowed
    from dedup.storage.database import Database

_INDEPENDENT = tuple(relation.value for relation in Relation if not relation.is_derived)

_best = aliased(ArticleRow)
"""The article that another one was closest to."""

_GENERATIONS = 20
"""Stories that took from a story that took from one: beyond that nobody follows."""

_HOUR = 3_600_000_000
_BEFORE = 720_000 * 24 * _HOUR
"""Days by which times before 1970 are moved, since databases divide towards nought."""

COUNTED = 10_000
"""Articles that the numbers beside filters are counted over: the newest, some weeks of a desk. They take 17 ms of a
page in SQLite, where all of 100,000 would take its tenth of a second (``python -m benchmarks.desk``)."""

SOURCES = 500
"""Sources that a page offers to choose from, beside those of the newest articles: more than anybody scrolls through."""

_OWN = {"article_key", "search", "doubted", "source", "published_at", "stored_at"}
_TAKING = {"way", "taker", "origin", "origin_id", "delay", "taken_at"}
_best_listed = aliased(ListedRow)

_BEST_LEAD = (
    select(_best_listed.lead)
    .join(_best, _best.key == _best_listed.article_key)
    .where(ListedRow.best_title.is_(None), _best.id == ListedRow.best_id, _best.version == ListedRow.best_version)
    .correlate(ListedRow)
    .scalar_subquery()
    .label("best_lead")
)
"""First line of the closest article, asked for only where that has no headline."""

_TOOK = (
    _best_listed.direction == Direction.QUERY_FROM_MATCH.value,
    _best_listed.stories == 0,
    _best_listed.relation.not_in(_INDEPENDENT),
)
"""What a row says that took from one other article alone."""

_BEST_TAKEN = (
    select(_best_listed.taken)
    .join(_best, _best.key == _best_listed.article_key)
    .where(ListedRow.direction == Direction.MATCH_FROM_QUERY.value, *_TOOK)
    .where(_best.id == ListedRow.best_id, _best.version == ListedRow.best_version)
    .where(_best_listed.best_id == ArticleRow.id, _best_listed.best_version == ArticleRow.version)
    .correlate(ListedRow, ArticleRow)
    .scalar_subquery()
    .label("best_taken")
)
"""What the closest article took from this one, asked for only where it did: both were judged by their own words."""

_COLUMNS: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...] = (
    *(_BEST_LEAD, _BEST_TAKEN),
    *(ArticleRow.key, ArticleRow.id, ArticleRow.version, ArticleRow.title, ArticleRow.story),
    *(ArticleRow.source, ArticleRow.published_at, ArticleRow.stored_at),
    *(getattr(ListedRow, column.name) for column in ListedRow.__table__.columns if column.name not in _OWN | _TAKING),
)

_WORD = case(
    (ListedRow.said_by.is_(None), "nobody"), (ListedRow.relation == ListedRow.machine, "confirmed"), else_="corrected"
)


class SqlListing:
    """Lists what a store holds.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, narrowed: Narrowed, *, before: int | None = None, after: int | None = None, limit: int = 50
    ) -> list[Listed]:
        """Articles, the newest first; a page costs the same wherever it lies.

        Args:
            narrowed: What to list.
            before: Only with a lower key: the next page.
            after: Only with a higher key, and of those the oldest: the page before.
            limit: Most articles.
        """
        found: list[Listed] = []
        key = ListedRow.article_key
        with self._database.reading() as connection:
            # One query a relation: each follows the index of relations and keys and stops at the limit, where a query
            # for several would sort all their rows.
            for relation in narrowed.relations or (None,):
                query = _narrowed(select(*_COLUMNS).join(ListedRow, key == ArticleRow.key), narrowed, relation)
                if before is not None:
                    query = query.where(key < before)
                if after is not None:
                    query = query.where(key > after)
                rows = connection.execute(query.order_by(key.desc() if after is None else key).limit(limit))
                found += [Listed(**row) for row in rows.mappings()]
        ordered = sorted(found, key=lambda row: row.key, reverse=True)
        return ordered[:limit] if after is None else ordered[-limit:]

    def facets(self, narrowed: Narrowed) -> Facets:
        """How many each choice would leave, of the newest :data:`COUNTED` that fit words and times."""
        named = (ListedRow.relation, ListedRow.needs_review.label("review"), ListedRow.credited, _WORD.label("word"))
        late = select(*named, ListedRow.source, ListedRow.assigned, ListedRow.done).where(*_within(narrowed))
        newest = late.order_by(ListedRow.article_key.desc()).limit(COUNTED).subquery()
        query = select(*newest.c, func.count().label("count")).group_by(*newest.c)
        with self._database.reading() as connection:
            groups = [Group(**row) for row in connection.execute(query).mappings()]
        return facets_of(groups, narrowed, whole=sum(group.count for group in groups) < COUNTED)

    def sources(self) -> list[str]:
        """Every source that something is stored of, by name, up to :data:`SOURCES`: one step in their index each."""
        names = select(func.min(ArticleRow.source).label("source")).cte("names", recursive=True)
        following = select(func.min(ArticleRow.source)).where(ArticleRow.source > names.c.source).scalar_subquery()
        names = names.union_all(select(following).where(names.c.source.is_not(None)))
        query = select(names.c.source).where(names.c.source.is_not(None)).limit(SOURCES)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def read(self, key: int) -> Listed | None:
        """One article version, if it is stored."""
        return self.rows([key]).get(key)

    def rows(self, keys: Collection[int]) -> dict[int, Listed]:
        """Some article versions by key; those that are gone are left out."""
        query = select(*_COLUMNS).join(ListedRow, ListedRow.article_key == ArticleRow.key)
        with self._database.reading() as connection:
            found = connection.execute(query.where(ArticleRow.key.in_(keys))).mappings()
            return {row["key"]: Listed(**row) for row in found}

    def leads(self, versions: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """First lines, which stand for headlines, of those of some articles and versions that have none."""
        named = [one for one in versions if all(map(is_storable, one))]
        query = select(ArticleRow.id, ArticleRow.version, ListedRow.lead)
        query = query.join(ListedRow, ListedRow.article_key == ArticleRow.key).where(ListedRow.lead.is_not(None))
        with self._database.reading() as connection:
            found = connection.execute(query.where(tuple_(ArticleRow.id, ArticleRow.version).in_(named)))
            return {(row.id, row.version): row.lead for row in found}

    def taken_from(
        self, article_id: str, version: str, takers: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], float]:
        """Shares of the words of some articles and versions that each took from this one, as their own rows say."""
        named = [one for one in takers if all(map(is_storable, one))]
        query = select(_best.id, _best.version, _best_listed.taken)
        query = query.join(_best_listed, _best_listed.article_key == _best.key).where(*_TOOK)
        query = query.where(_best_listed.best_id == article_id, _best_listed.best_version == version)
        with self._database.reading() as connection:
            found = connection.execute(query.where(tuple_(_best.id, _best.version).in_(named)))
            return {(row.id, row.version): row.taken for row in found}

    def came_in(self, narrowed: Narrowed, after: int, limit: int = 100) -> int:
        """How many articles with a higher key there are, counted up to a limit."""
        found = 0
        with self._database.reading() as connection:
            for relation in narrowed.relations or (None,):
                query = _narrowed(select(ListedRow.article_key), narrowed, relation)
                bounded = query.where(ListedRow.article_key > after).limit(limit).subquery()
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
            chosen = select(*_COLUMNS).join(ListedRow, ListedRow.article_key == ArticleRow.key)
            chosen = chosen.where(ArticleRow.story.in_(list(known)[:limit])).order_by(ArticleRow.key).limit(limit)
            return [Listed(**row) for row in connection.execute(chosen).mappings()]

    def newest(self) -> int:
        """The highest key."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(ArticleRow.key), 0))).scalar_one())


def _narrowed(query: Select[Any], narrowed: Narrowed, relation: str | None) -> Select[Any]:
    """A query with its conditions."""
    query = query.where(*_within(narrowed))
    if relation is not None:
        query = query.where(ListedRow.relation == relation)
    if narrowed.source is not None:
        known = is_storable(narrowed.source)
        query = query.where(ListedRow.source == narrowed.source) if known else query.where(false())
    if narrowed.review:
        query = query.where(ListedRow.needs_review)
    if narrowed.credited is not None:
        query = query.where(ListedRow.credited.is_(narrowed.credited))
    if narrowed.word is not None:
        query = query.where(_WORD == narrowed.word)  # noqa: SIM300 - a column is on the left
    if narrowed.assigned is not None:
        query = query.where(ListedRow.assigned == narrowed.assigned)
    if narrowed.done is not None:
        query = query.where(ListedRow.done.is_(narrowed.done))
    return query


def _within(narrowed: Narrowed) -> Iterator[ColumnElement[bool]]:
    """The conditions that no numbers are given for: words, times, and who took from whom."""
    if narrowed.since is not None:
        yield ListedRow.stored_at >= narrowed.since
    if narrowed.published_since is not None:
        yield ListedRow.published_at >= narrowed.published_since
    if narrowed.published_until is not None:
        yield ListedRow.published_at < narrowed.published_until
    if narrowed.words:
        words = searched(narrowed.words, None).strip()
        yield ListedRow.search.contains(words, autoescape=True)
    taking = narrowed.taking
    if taking is not None:
        yield ListedRow.taken_at >= taking.since
        yield ListedRow.taken_at < taking.until
        yield ListedRow.way == taking.way.value
        if taking.hour is not None:
            yield (type_coerce(ListedRow.taken_at, BigInteger) + _BEFORE) // _HOUR % 24 == taking.hour
        for column, labels in ((ListedRow.taker, taking.takers), (ListedRow.origin, taking.origins)):
            if labels:
                yield column.in_(list(filter(is_storable, labels)))
        if taking.origin_id is not None:
            yield ListedRow.origin_id == taking.origin_id if is_storable(taking.origin_id) else false()


def _taken(column: InstrumentedAttribute[str]) -> Select[Any]:
    """Of articles that were derived, and the articles they were derived from."""
    query = select(column).select_from(ArticleRow).join(ListedRow, ListedRow.article_key == ArticleRow.key)
    query = query.join(_best, _best.id == ListedRow.best_id)
    return query.where(ListedRow.relation.not_in(_INDEPENDENT))
