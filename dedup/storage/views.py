"""Views that editors keep, in a SQL database: :class:`dedup.newsroom.views.Views`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from dedup.newsroom.views import View
from dedup.storage.desktables import ViewRow
from dedup.storage.sight import kept_for

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
        values: dict[str, Any] = {"name": view.name, "query": view.query, "by": view.by, "at": view.at}
        values["desks"] = kept_for(self._database)
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(ViewRow).where(ViewRow.name == view.name))
            connection.execute(insert(ViewRow).values(values))

    def forget(self, name: str) -> None:
        """Keep one no longer; nothing happens where there is none."""
        if all(view.name != name for view in self.all()):  # it may be one that is not shown
            return
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(ViewRow).where(ViewRow.name == name))

    def all(self) -> list[View]:
        """All, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ViewRow.__table__).order_by(ViewRow.name))
            return [View(row.name, row.query, row.by, row.at) for row in rows]
