"""What editors did, in a SQL database: :class:`dedup.newsroom.triage.TriageLog`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from dedup.newsroom.feedback import WITHDRAWN, Feedback
from dedup.newsroom.triage import DONE, Batch, Change, What
from dedup.storage.desktables import ActionRow, ListedRow
from dedup.storage.feedback import feedback_of, feedback_values
from dedup.storage.listed import standing
from dedup.storage.mutes import let_go
from dedup.storage.newsroomtables import FeedbackRow
from dedup.storage.tables import ArticleRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.engine import Connection

    from dedup.storage.database import Database


class SqlTriage:
    """Keeps what editors did, each batch in one transaction.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(self, changes: Iterable[Change], by: str, at: datetime) -> int | None:
        """Make some changes together; those of stories that are gone are left out."""
        number = None
        with self._database.writing() as connection:
            for one in changes:
                number = _change(connection, one, by, at, number)
        return number

    def batch(self, number: int) -> Batch | None:
        """What was done together."""
        with self._database.reading() as connection:
            rows = _actions(connection, number)
            match = _match(connection, rows)
        if not rows:
            return None
        return Batch(
            number,
            What(rows[0].what),
            rows[0].by,
            tuple(row.article_key for row in rows),
            tuple(row.article_id for row in rows),
            tuple(row.value for row in rows),
            match,
        )

    def undo(self, number: int, by: str, at: datetime) -> int | None:
        """Take a batch back, where nobody has done anything to the same again since."""
        undone = None
        with self._database.writing() as connection:
            for row in _actions(connection, number):
                if _done_to_since(connection, row):
                    continue
                change = Change(row.article_key, What(row.what), row.before)
                if row.match_id is not None:
                    last = _last_word(connection, (row.article_id, row.version, row.match_id, row.match_version))
                    if last is None or _standing(last)[0] != row.value:
                        continue
                    said = replace(last, relation=row.before or WITHDRAWN, at=at, by=row.before_by or by)
                    change = replace(change, said=said)
                elif _value(connection, row.article_key, change.what)[0] != row.value:
                    continue  # a story that turned out to be something else came back by itself
                undone = _change(connection, change, by, at, undone, credited=row.before_by)
        return undone


def _change(  # noqa: PLR0913 - what, by whom, and as a part of what
    connection: Connection, change: Change, by: str, at: datetime, batch: int | None, *, credited: str | None = None
) -> int | None:
    """Make one change and note it; the number of its batch, which it begins where there is none yet.

    Args:
        connection: The transaction.
        change: What is changed.
        by: Who does it.
        at: When.
        batch: What it is part of.
        credited: Who is named beside the value, if not who changes it: whoever had set it, where a later one is undone.
    """
    query = select(ArticleRow.id, ArticleRow.version).where(ArticleRow.key == change.key)
    article = connection.execute(query).one_or_none()
    if article is None:
        return batch
    before, before_by = _value(connection, change.key, change.what)
    if change.said is not None:
        pair = (change.said.query_id, change.said.query_version, change.said.match_id, change.said.match_version)
        before, before_by = _standing(_last_word(connection, pair))
        connection.execute(insert(FeedbackRow).values(feedback_values(change.said)))
        _stand(connection, change.key, change.said)
        let_go(connection, frozenset({change.said.query_id, change.said.match_id}))
    else:
        named = credited or by if change.value is not None else None
        set_to: dict[What, dict[str, object]] = {
            What.ASSIGNED: {"assigned": change.value},
            What.NOTED: {"note": change.value, "noted_by": named},
            What.DONE: {"done": change.value is not None, "done_by": named},
        }
        values = set_to[change.what]
        connection.execute(update(ListedRow).where(ListedRow.article_key == change.key).values(values))
    noted = {
        "batch": batch or 0,
        "article_key": change.key,
        "article_id": article.id,
        "version": article.version,
        "match_id": change.said.match_id if change.said else None,
        "match_version": change.said.match_version if change.said else None,
        "what": change.what.value,
        "value": change.value,
        "before": before,
        "before_by": before_by,
        "by": by,
        "at": at,
    }
    number: int = connection.execute(insert(ActionRow).values(noted).returning(ActionRow.number)).scalar_one()
    if batch is None:
        connection.execute(update(ActionRow).where(ActionRow.number == number).values(batch=number))
    return batch or number


def _stand(connection: Connection, key: int, said: Feedback) -> None:
    """Let a word stand in the list, if it is about the closest story."""
    columns = (ListedRow.machine, ListedRow.doubted, ListedRow.best_id, ListedRow.best_version)
    row = connection.execute(select(*columns).where(ListedRow.article_key == key)).mappings().one_or_none()
    if row is not None and (row["best_id"], row["best_version"]) == (said.match_id, said.match_version):
        values = standing(connection, said.query_id, said.query_version, dict(row))
        connection.execute(update(ListedRow).where(ListedRow.article_key == key).values(values))


def _value(connection: Connection, key: int, what: What) -> tuple[str | None, str | None]:
    """What stands of a story, and who set it."""
    columns = (ListedRow.assigned, ListedRow.note, ListedRow.noted_by, ListedRow.done, ListedRow.done_by)
    row = connection.execute(select(*columns).where(ListedRow.article_key == key)).one_or_none()
    if row is None or what is What.SAID:
        return None, None
    return {
        What.ASSIGNED: (row.assigned, None),
        What.NOTED: (row.note, row.noted_by),
        What.DONE: (DONE if row.done else None, row.done_by),
    }[what]


def _actions(connection: Connection, number: int) -> list[Row[Any]]:
    query = select(ActionRow.__table__).where(ActionRow.batch == number).order_by(ActionRow.number)
    return list(connection.execute(query))


def _done_to_since(connection: Connection, row: Row[Any]) -> bool:
    """Whether anybody did something to the same later: taken back with this, it would be lost unseen."""
    same = (
        ActionRow.article_key == row.article_key,
        ActionRow.what == row.what,
        ActionRow.match_id.is_not_distinct_from(row.match_id),
        ActionRow.match_version.is_not_distinct_from(row.match_version),
    )
    query = select(ActionRow.number).where(ActionRow.number > row.number, *same).limit(1)
    return connection.execute(query).first() is not None


def _match(connection: Connection, rows: list[Row[Any]]) -> tuple[str, str | None] | None:
    """The one article that all of a batch was said of, and its source; None where there is none, or several."""
    pairs = {(row.match_id, row.match_version) for row in rows}
    if len(pairs) != 1:
        return None
    (match_id, version) = pairs.pop()
    if match_id is None:
        return None
    query = select(ArticleRow.source).where(ArticleRow.id == match_id, ArticleRow.version == version)
    return match_id, connection.execute(query.limit(1)).scalar()


def _last_word(connection: Connection, pair: tuple[str, str, str, str]) -> Feedback | None:
    """The latest word on a pair, though it be taken back."""
    columns = (FeedbackRow.query_id, FeedbackRow.query_version, FeedbackRow.match_id, FeedbackRow.match_version)
    query = select(FeedbackRow.__table__).order_by(FeedbackRow.number.desc()).limit(1)
    for column, value in zip(columns, pair, strict=True):
        query = query.where(column == value)
    row = connection.execute(query).one_or_none()
    return None if row is None else feedback_of(row)


def _standing(last: Feedback | None) -> tuple[str | None, str | None]:
    """What a latest word lets stand, and whose it is."""
    return (None, None) if last is None or last.relation == WITHDRAWN else (last.relation, last.by)
