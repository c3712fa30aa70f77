"""Views that editors keep, in a SQL database: :class:`dedup.newsroom.views.Views`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from dedup.newsroom.views import View
from dedup.storage.desktables import ViewRow

if TYPE_CHECKING:
    from dedup.storage.database import Database


class SqlViews:
    """Keeps views.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, view: View) -> None:
        """Keep one; another of its name is replaced."""
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(ViewRow).where(ViewRow.name == view.name))
            values = {"name": view.name, "query": view.query, "by": view.by, "at": view.at}
            connection.execute(insert(ViewRow).values(values))

    def forget(self, name: str) -> None:
        """Keep one no longer; nothing happens where there is none."""
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(ViewRow).where(ViewRow.name == name))

    def all(self) -> list[View]:
        """All, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ViewRow.__table__).order_by(ViewRow.name))
            return [View(row.name, row.query, row.by, row.at) for row in rows]
