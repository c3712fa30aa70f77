"""The audit log in a SQL database: :class:`dedup.access.audit.AuditLog`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from dedup.access.audit import Entry
from dedup.storage.accesstables import AuditRow

if TYPE_CHECKING:
    from dedup.access.audit import Action, Outcome
    from dedup.access.callers import Caller
    from dedup.storage.database import Database

_LONGEST = 2000
"""Characters of what is written down: names come from outside."""


class SqlAuditLog:
    """Keeps what was done.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, who: Caller, action: Action, subject: str, origin: str, outcome: Outcome = "done") -> None:
        """Keep one, in the transaction that the thread is in."""
        values = {
            "at": datetime.now(UTC),
            "who": who.told[:_LONGEST],
            "action": action,
            "subject": subject[:_LONGEST],
            "origin": origin[:_LONGEST],
            "outcome": outcome,
        }
        with self._database.writing() as connection:
            connection.execute(insert(AuditRow).values(values))

    def listing(self, *, limit: int, action: str | None = None) -> list[Entry]:
        """Entries, newest first; only those of one action, where one is named."""
        query = select(AuditRow.__table__).order_by(AuditRow.number.desc()).limit(limit)
        if action is not None:
            query = query.where(AuditRow.action == action)
        with self._database.reading() as connection:
            return [Entry(*row) for row in connection.execute(query)]

    def failures(self, since: datetime, *, subject: str | None = None, origin: str | None = None) -> list[datetime]:
        """When logins failed, oldest first: of one name, or from one address."""
        query = select(AuditRow.at).where(AuditRow.action == "login", AuditRow.outcome == "failed", AuditRow.at > since)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        if origin is not None:
            query = query.where(AuditRow.origin == origin)
        with self._database.reading() as connection:
            return list(connection.execute(query.order_by(AuditRow.at)).scalars())
