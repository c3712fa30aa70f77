"""What editors said, in a SQL database: :class:`dedup.newsroom.feedback.FeedbackLog`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select

from dedup.newsroom.feedback import WITHDRAWN, Feedback
from dedup.storage.newsroomtables import FeedbackRow
from dedup.storage.rows import is_storable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from dedup.storage.database import Database


class SqlFeedback:
    """Reads what editors said.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, query_id: str, match_id: str) -> list[Feedback]:
        """All that was said of a pair, oldest first."""
        query = select(FeedbackRow.__table__).where(FeedbackRow.query_id == query_id, FeedbackRow.match_id == match_id)
        with self._database.reading() as connection:
            return [feedback_of(row) for row in connection.execute(query.order_by(FeedbackRow.number))]

    def standing(self, query_id: str, query_version: str) -> dict[tuple[str, str], Feedback]:
        """What stands of an article version: the latest word on each pair, by the match's id and version."""
        if not is_storable(query_id) or not is_storable(query_version):
            return {}
        query = select(FeedbackRow.__table__).where(
            FeedbackRow.query_id == query_id, FeedbackRow.query_version == query_version
        )
        found: dict[tuple[str, str], Feedback] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query.order_by(FeedbackRow.number)):
                found[row.match_id, row.match_version] = feedback_of(row)
        return {pair: said for pair, said in found.items() if said.relation != WITHDRAWN}

    def latest(self) -> Iterable[Feedback]:
        """The latest word on each pair of versions that stands, in the order in which pairs were first spoken of."""
        found: dict[tuple[str, str, str, str], Feedback] = {}
        with self._database.reading() as connection:
            for row in connection.execute(select(FeedbackRow.__table__).order_by(FeedbackRow.number)):
                said = feedback_of(row)
                found[said.query_id, said.query_version, said.match_id, said.match_version] = said
        return [said for said in found.values() if said.relation != WITHDRAWN]


def feedback_values(said: Feedback) -> dict[str, Any]:
    """The row of what was said."""
    return {name: getattr(said, name) for name in Feedback.__slots__} | {"machine": orjson.dumps(said.machine)}


def feedback_of(row: Row[Any]) -> Feedback:
    """What a row says."""
    return Feedback(
        row.query_id,
        row.query_version,
        row.match_id,
        row.match_version,
        row.relation,
        row.at,
        orjson.loads(row.machine),
        row.by,
    )
