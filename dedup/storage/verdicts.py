"""The verdicts that articles got when they came in, and which have none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Exists, bindparam, delete, exists, func, insert, select

from dedup.storage import listed, owed
from dedup.storage.tables import ArticleRow, VerdictRow

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_FORGET = delete(VerdictRow).where(VerdictRow.article_key == bindparam("of"))
"""Put together once: that takes as long as what it does."""


def keep(connection: Connection, key: int, verdict: bytes) -> None:
    """Keep the verdict of an article that is there, in place of an older one; none is owed to it then."""
    connection.execute(_FORGET, {"of": key})
    connection.execute(insert(VerdictRow), {"article_key": key, "verdict": verdict})
    listed.write(connection, key, verdict)
    owed.settle(connection, key)


def read(connection: Connection, key: int) -> bytes | None:
    """The verdict an article got when it came in."""
    query = select(VerdictRow.verdict).where(VerdictRow.article_key == key)
    return connection.execute(query).scalar_one_or_none()


def missing(connection: Connection, after: int, limit: int) -> list[int]:
    """Keys of articles that have none, higher than one, ascending, so many at most."""
    query = select(ArticleRow.key).where(ArticleRow.key > after, ~_judged()).order_by(ArticleRow.key).limit(limit)
    return list(connection.execute(query).scalars())


def missing_count(connection: Connection) -> int:
    """How many articles have none."""
    return connection.execute(select(func.count()).select_from(ArticleRow).where(~_judged())).scalar_one()


def _judged() -> Exists:
    return exists().where(VerdictRow.article_key == ArticleRow.key)
