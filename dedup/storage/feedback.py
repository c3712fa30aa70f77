"""What editors said, in a SQL database: :class:`dedup.newsroom.feedback.FeedbackLog`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import insert, select

from dedup.newsroom.feedback import Feedback
from dedup.storage.tables import FeedbackRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from dedup.storage.database import Database


class SqlFeedback:
    """Keeps what editors say.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, said: Feedback) -> None:
        """Keep one."""
        values = {name: getattr(said, name) for name in Feedback.__slots__ if name != "by"}
        values |= {"machine": orjson.dumps(said.machine), "said_by": said.by}
        with self._database.writing() as connection:
            connection.execute(insert(FeedbackRow).values(values))

    def of(self, query_id: str, match_id: str) -> list[Feedback]:
        """All that was said of a pair, oldest first."""
        query = select(FeedbackRow.__table__).where(FeedbackRow.query_id == query_id, FeedbackRow.match_id == match_id)
        with self._database.reading() as connection:
            return [_feedback(row) for row in connection.execute(query.order_by(FeedbackRow.number))]

    def latest(self) -> Iterable[Feedback]:
        """The latest word on each pair of versions, in the order in which pairs were first spoken of."""
        found: dict[tuple[str, str, str, str], Feedback] = {}
        with self._database.reading() as connection:
            for row in connection.execute(select(FeedbackRow.__table__).order_by(FeedbackRow.number)):
                said = _feedback(row)
                found[said.query_id, said.query_version, said.match_id, said.match_version] = said
        return found.values()


def _feedback(row: Row[Any]) -> Feedback:
    return Feedback(
        row.query_id,
        row.query_version,
        row.match_id,
        row.match_version,
        row.relation,
        row.at,
        orjson.loads(row.machine),
        row.said_by,
    )
