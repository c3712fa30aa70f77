"""Verdicts that are to be made anew: noted in the transaction that found it out, settled by the one that does it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from dedup.ports.records import Owed
from dedup.storage.tables import ArticleRow, OwedVerdictRow

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.engine import Connection


def owe(connection: Connection, owed: Owed) -> None:
    """Note one; of two for one article the wider one stays, and one for an article that is gone is none."""
    if connection.execute(select(ArticleRow.key).where(ArticleRow.key == owed.key)).first() is None:
        return
    known = read(connection, owed.key)
    settle(connection, owed.key)
    wider = owed.with_later or (known is not None and known.with_later)
    values = {"since": datetime.now(UTC), "with_later": wider, "window_days": owed.window_days}
    connection.execute(insert(OwedVerdictRow).values(article_key=owed.key, **values))


_SETTLE = delete(OwedVerdictRow).where(OwedVerdictRow.article_key == bindparam("of"))


def settle(connection: Connection, key: int) -> None:
    """Forget one, if there is one."""
    connection.execute(_SETTLE, {"of": key})


def read(connection: Connection, key: int) -> Owed | None:
    """What is owed to an article."""
    row = connection.execute(select(OwedVerdictRow.__table__).where(OwedVerdictRow.article_key == key)).first()
    return None if row is None else _owed(row)


def listing(connection: Connection, before: datetime, limit: int) -> list[Owed]:
    """What has been owed since before a time, by the order in which the articles were stored."""
    query = select(OwedVerdictRow.__table__).where(OwedVerdictRow.since < before)
    return [_owed(row) for row in connection.execute(query.order_by(OwedVerdictRow.article_key).limit(limit))]


def _owed(row: Row[tuple[object, ...]]) -> Owed:
    return Owed(row.article_key, with_later=row.with_later, window_days=row.window_days)
