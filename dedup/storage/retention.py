"""What is older than it is kept, in a SQL database: :class:`dedup.newsroom.retention.Expiring`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, delete, exists, false, func, literal, null, or_, select

from dedup.detection.kinship import folded
from dedup.newsroom.mutes import KEPT
from dedup.newsroom.retention import Due
from dedup.storage.newsroomtables import AlertRow, AttemptRow, DeliveryRow, MessageRow
from dedup.storage.tables import ArticleRow, Instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import InstrumentedAttribute

    from dedup.newsroom.retention import Keeping
    from dedup.storage.database import Database

_FINISHED = ("done", "skipped", "dead")
_ON_ITS_WAY = ("waiting", "held")


class SqlExpiring:
    """Finds and forgets in SQLite or PostgreSQL.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, keeping: Keeping, now: datetime) -> list[Due]:
        """What is to go, by kind and source."""
        with self._database.reading() as connection:
            stories = _stories(connection, keeping, now).subquery()
            placed = _placed()
            of_articles = (
                select(ArticleRow.source, func.count(), func.min(placed), func.max(placed))
                .where(ArticleRow.id.in_(select(stories.c.id)))
                .group_by(ArticleRow.source)
            )
            of_messages = (
                select(
                    MessageRow.source, func.count(), func.min(MessageRow.received_at), func.max(MessageRow.received_at)
                )
                .where(_messages(connection, keeping, now))
                .group_by(MessageRow.source)
            )
            found = [Due("articles", *_row(row)) for row in connection.execute(of_articles)]
            found += [Due("messages", *_row(row)) for row in connection.execute(of_messages)]
            raised = select(null(), func.count(), func.min(AlertRow.created_at), func.max(AlertRow.created_at))
            found += [Due("alerts", *_row(row)) for row in connection.execute(raised.where(_alerts(keeping, now)))]
        return sorted((one for one in found if one.count), key=lambda one: (one.what, one.source or ""))

    def articles(self, keeping: Keeping, now: datetime, limit: int) -> list[str]:
        """Ids of articles of which every version is to go, the first stored first."""
        with self._database.reading() as connection:
            query = _stories(connection, keeping, now).order_by(func.min(ArticleRow.key)).limit(limit)
            return list(connection.execute(query).scalars())

    def forget(self, keeping: Keeping, now: datetime, limit: int) -> int:
        """Delete messages that are done with, and alerts that are on their way no more; at most so many of each."""
        with self._database.reading() as connection:  # mostly there are none, and nobody waits for a writer
            messages = _first(connection, select(MessageRow.id).where(_messages(connection, keeping, now)), limit)
            alerts = _first(connection, select(AlertRow.id).where(_alerts(keeping, now)), limit)
        if not messages and not alerts:
            return 0
        with self._database.unbound_transaction() as connection:
            deliveries = select(DeliveryRow.id).where(DeliveryRow.alert_id.in_(alerts))
            connection.execute(delete(AttemptRow).where(AttemptRow.delivery_id.in_(deliveries)))
            connection.execute(delete(DeliveryRow).where(DeliveryRow.alert_id.in_(alerts)))
            gone = connection.execute(delete(AlertRow).where(AlertRow.id.in_(alerts))).rowcount
            waits = MessageRow.state.in_(_FINISHED)  # one may have been sent again since
            gone += connection.execute(delete(MessageRow).where(MessageRow.id.in_(messages), waits)).rowcount
        return gone


def _placed() -> ColumnElement[Any]:
    return func.coalesce(ArticleRow.published_at, ArticleRow.stored_at, type_=Instant)


def _stories(connection: Connection, keeping: Keeping, now: datetime) -> Select[str]:
    """Ids of which no version is to stay."""
    stays = case((_placed() < _limit(connection, ArticleRow.source, keeping, now), 0), else_=1)
    return select(ArticleRow.id).group_by(ArticleRow.id).having(func.sum(stays) == 0)


def _messages(connection: Connection, keeping: Keeping, now: datetime) -> ColumnElement[bool]:
    before = _limit(connection, MessageRow.source, keeping, now)
    return and_(MessageRow.state.in_(_FINISHED), MessageRow.received_at < before)


def _alerts(keeping: Keeping, now: datetime) -> ColumnElement[bool]:
    """Alerts name several sources, so they are kept as what no source is named for.

    A muted one is on its way as long as it would go out if the mute was lifted.
    """
    goes_out = and_(DeliveryRow.state == "muted", AlertRow.created_at >= now - KEPT)
    moving = exists().where(DeliveryRow.alert_id == AlertRow.id, or_(DeliveryRow.state.in_(_ON_ITS_WAY), goes_out))
    before = keeping.before(None, now)
    return and_(AlertRow.created_at < before, ~moving) if before else false()


def _limit(
    connection: Connection, column: InstrumentedAttribute[str | None], keeping: Keeping, now: datetime
) -> ColumnElement[Any]:
    """What a row must be older than to go; NULL, which nothing is, where its source is kept for good."""
    labels = (
        connection.execute(select(column).where(column.is_not(None)).distinct()).scalars() if keeping.sources else ()
    )
    named: dict[int | None, list[str]] = {}
    for label in labels:
        if label is not None and folded(label) in keeping.sources:
            named.setdefault(keeping.days_of(label), []).append(label)
    whens = [(column.in_(group), _instant(keeping.before(group[0], now))) for group in named.values()]
    general = _instant(keeping.before(None, now))
    return case(*whens, else_=general) if whens else general


def _instant(at: datetime | None) -> ColumnElement[Any]:
    return literal(at, Instant)


def _row(row: Sequence[Any]) -> tuple[str | None, int, Any, Any]:
    source, count, oldest, newest = row
    return source, count, oldest, newest


def _first(connection: Connection, query: Select[int], limit: int) -> list[int]:
    return list(connection.execute(query.limit(limit)).scalars())
