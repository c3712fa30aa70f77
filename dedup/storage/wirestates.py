"""What is known of the stories of senders: :class:`dedup.newsroom.messages.WireStates`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from dedup.newsroom.lifecycle import is_held
from dedup.newsroom.messages import WireState
from dedup.storage.database import PARAMETERS
from dedup.storage.newsroomtables import WireStateRow
from dedup.storage.rows import is_storable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from dedup.storage.database import Database


class SqlWireStates:
    """States in SQLite or PostgreSQL.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, guid: str) -> WireState | None:
        """The state of a story."""
        found = self._read([guid])
        return found[0] if found else None

    def write(self, state: WireState) -> None:
        """Replace the state of a story; part of the store's transaction if one is open."""
        values = {name: getattr(state, name) for name in WireState.__slots__} | {"credits": list(state.credits)}
        with self._database.writing() as connection:
            connection.execute(delete(WireStateRow).where(WireStateRow.guid == state.guid))
            connection.execute(insert(WireStateRow).values(values))

    def held_until(self, guids: Sequence[str], now: datetime) -> datetime | None:
        """Until when none of these stories may be named to anybody; None if all may."""
        held = [is_held(state, now) for state in self._read(guids)]
        return max((time for time in held if time is not None), default=None)

    def held(self, guids: Collection[str], now: datetime) -> frozenset[str]:
        """Which of these stories may not be named to anybody."""
        return frozenset(state.guid for state in self._read(guids) if is_held(state, now) is not None)

    def _read(self, guids: Collection[str]) -> list[WireState]:
        wanted = sorted({guid for guid in guids if is_storable(guid)})
        found = select(WireStateRow.__table__)
        with self._database.reading() as connection:
            return [
                _state(row)
                for first in range(0, len(wanted), PARAMETERS)
                for row in connection.execute(found.where(WireStateRow.guid.in_(wanted[first : first + PARAMETERS])))
            ]


def _state(row: Row[Any]) -> WireState:
    return WireState(
        row.guid,
        row.version,
        row.version_created,
        row.status,
        row.embargoed_until,
        row.evolved_from,
        row.sender,
        row.slug,
        tuple(row.credits),
    )
