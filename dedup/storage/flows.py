"""What was taken, read off one index: :class:`dedup.newsroom.takings.TakingLog`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, select, type_coerce

from dedup.newsroom.takings import TAKEN, Headline, Taking
from dedup.storage.desktables import ListedRow
from dedup.storage.rows import is_storable
from dedup.storage.tables import ArticleRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from dedup.storage.database import Database

_AT = type_coerce(ListedRow.taken_at, BigInteger)
"""Times as numbers: made one by one, times of ten thousand rows would take a quarter of the page's time."""


class SqlTakings:
    """Reads what was taken.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def takings(self, since: datetime, until: datetime, limit: int) -> list[Taking]:
        """What was taken in a time and stands as taken, the newest first."""
        named = (ListedRow.relation, ListedRow.way, ListedRow.taker, ListedRow.origin)
        query = select(*named, ListedRow.origin_id, ListedRow.delay, _AT, ListedRow.credited)
        query = query.where(ListedRow.taken_at >= since, ListedRow.taken_at < until, ListedRow.relation.in_(TAKEN))
        newest = query.order_by(ListedRow.taken_at.desc()).limit(limit)
        with self._database.reading() as connection:
            return list(map(Taking._make, connection.execute(newest).all()))

    def newest(self, until: datetime | None = None) -> datetime | None:
        """When something was last taken, before that instant if one is given; None where nothing ever was."""
        query = select(ListedRow.taken_at).where(ListedRow.taken_at.is_not(None), ListedRow.relation.in_(TAKEN))
        query = query if until is None else query.where(ListedRow.taken_at < until)
        with self._database.reading() as connection:
            return connection.execute(query.order_by(ListedRow.taken_at.desc()).limit(1)).scalar_one_or_none()

    def headlines(self, ids: Collection[str]) -> dict[str, Headline]:
        """The newest version of some articles by id; those that are gone are left out."""
        columns = (ArticleRow.id, ArticleRow.title, ListedRow.lead, ArticleRow.source, ArticleRow.version)
        query = select(*columns, ArticleRow.published_at).join(ListedRow, ListedRow.article_key == ArticleRow.key)
        query = query.where(ArticleRow.id.in_([one for one in ids if is_storable(one)])).order_by(ArticleRow.key)
        with self._database.reading() as connection:
            return {
                row.id: Headline(row.title or row.lead or row.id, row.source, row.version, row.published_at)
                for row in connection.execute(query)
            }
