"""Checks that are kept for a while, in a SQL database: :class:`dedup.newsroom.checks.CheckLog`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from dedup.newsroom.checks import Packed
from dedup.storage.desktables import CheckRow
from dedup.storage.sight import kept_for

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from dedup.storage.database import Database


class SqlChecks:
    """Keeps checks.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, digest: bytes, packed: Packed, most: int, most_bytes: int) -> None:
        """Keep one; the oldest go until no more than so many, and so many bytes, are kept."""
        values = {
            "digest": digest,
            "made_at": packed.made_at,
            "size": len(packed.content),
            "content": packed.content,
            "desks": kept_for(self._database),
        }
        with self._database.unbound_transaction() as connection:
            connection.execute(insert(CheckRow).values(values))
            _bound(connection, most, most_bytes)

    def read(self, digest: bytes) -> Packed | None:
        """One of them, if it is kept."""
        with self._database.reading() as connection:
            query = select(CheckRow.made_at, CheckRow.content).where(CheckRow.digest == digest)
            row = connection.execute(query).one_or_none()
            return None if row is None else Packed(row.made_at, bytes(row.content))

    def forget(self, digest: bytes) -> None:
        """Keep one no longer; nothing happens where there is none."""
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(CheckRow).where(CheckRow.digest == digest))

    def expire(self, before: datetime) -> int:
        """Keep those no longer that were made before a time; says how many they were."""
        with self._database.reading() as connection:  # mostly there are none, and nobody waits for a writer
            if connection.execute(select(CheckRow.number).where(CheckRow.made_at < before).limit(1)).first() is None:
                return 0
        with self._database.unbound_transaction() as connection:
            return connection.execute(delete(CheckRow).where(CheckRow.made_at < before)).rowcount


def _bound(connection: Connection, most: int, most_bytes: int) -> None:
    """Delete the oldest from the first one on that is one too many, or brings too many bytes."""
    total = 0
    kept = connection.execute(select(CheckRow.number, CheckRow.size).order_by(CheckRow.number.desc()))
    for count, (number, size) in enumerate(kept.all(), start=1):
        total += size
        if count > most or total > most_bytes:
            connection.execute(delete(CheckRow).where(CheckRow.number <= number))
            return
