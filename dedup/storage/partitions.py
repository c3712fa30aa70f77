"""What lies in parts on PostgreSQL: the buckets by their hash, once and for all, and the log of operations as it grows.

Of the log a writer makes the next part before it writes past the end of the last one, within its own transaction and
under the lock of writers: so no row is ever without a part, and none lies in a part for what has no other. Parts whose
operations are all old are dropped whole, which takes as long for millions of rows as for one and leaves nothing to be
vacuumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from psycopg.errors import DependentObjectsStillExist, LockNotAvailable
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from dedup.storage.tables import OperationRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from dedup.storage.database import Database

LEAST: Final = 100_000
"""Operations that a part is made for, at least: some 10 MB, days of a busy desk."""

_SHARE: Final = 4
"""A part is made for a fourth of what the log is long, so that parts stay few whatever comes in: every read of the
newest operation locks each of them. A hundred million that are filled in within the days of the log are 29 parts."""

_PATIENCE: Final = "100ms"
"""How long a drop waits for readers, who wait behind it meanwhile."""

_PARTS: Final = (
    "SELECT c.relname AS name, "
    r"CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''(\d+)''\)') AS bigint) AS until "
    "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'operations'::regclass"
)
_OLDEST_PART: Final = text(f"{_PARTS} ORDER BY until LIMIT 1")
_ROOM: Final = text(f"SELECT last_value, (SELECT max(until) FROM ({_PARTS}) p) AS until FROM operations_sequence_seq")  # noqa: S608 - ours
_PARTITIONS: Final = text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")


@dataclass(frozen=True, slots=True)
class _OldPart:
    """A part that can go: its table, and how many operations are in it."""

    name: str
    rows: int


def whole_tables(connection: Connection) -> set[str]:
    """The tables of a database, without those that are parts of another one."""
    names = set(inspect(connection).get_table_names())
    return names - set(connection.execute(_PARTITIONS).scalars()) if _has_parts(connection) else names


def make_room(connection: Connection, more: int) -> None:
    """Have a part for each of so many operations that are to be written in this transaction, which writers wait for."""
    if not _has_parts(connection):
        return
    last, until = connection.execute(_ROOM).one()
    if last + more < until:
        return
    oldest = connection.execute(select(func.min(OperationRow.sequence))).scalar_one_or_none() or last
    end = max(until, last + more) + max(LEAST, (last - oldest) // _SHARE)
    # To attach a table that is there keeps no reader waiting; to make it as a part would.
    name = f"operations_{until}"
    connection.execute(text(f"CREATE TABLE {name} (LIKE operations INCLUDING CONSTRAINTS INCLUDING INDEXES)"))
    connection.execute(text(f"ALTER TABLE operations ATTACH PARTITION {name} FOR VALUES FROM ({until}) TO ({end})"))


def drop_old(database: Database, before: datetime) -> tuple[int, bool]:
    """Drop the parts of the log in which all was written before a moment; that of the newest operation stays.

    Returns:
        How many operations went, and whether none is left to be dropped: not where one is being read, or a process of
        an older release looks at it through its views. Then it stays for the next time.
    """
    total = 0
    while True:
        with database.reading() as connection:
            old = _old_part(connection, before) if _has_parts(connection) else None
        if old is None:
            return total, True
        with database.writing() as connection:
            if connection.execute(_OLDEST_PART).one().name != old.name:
                continue  # another process dropped it
            if not _dropped(connection, old.name):
                return total, False
        total += old.rows


def _old_part(connection: Connection, before: datetime) -> _OldPart | None:
    """The oldest part, if nothing in it is to be kept."""
    part = connection.execute(_OLDEST_PART).one()
    newest = connection.execute(select(func.max(OperationRow.sequence))).scalar_one_or_none()
    if newest is None or newest < part.until:
        return None
    inside = OperationRow.sequence < part.until
    last = select(OperationRow.written_at).where(inside).order_by(OperationRow.sequence.desc()).limit(1)
    written = connection.execute(last).scalar_one_or_none()  # None where all went by rows
    if written is not None and written >= before:
        return None
    return _OldPart(part.name, connection.execute(select(func.count()).where(inside)).scalar_one())


def _dropped(connection: Connection, name: str) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
            connection.execute(text(f"DROP TABLE {name}"))
    except DBAPIError as error:
        if isinstance(error.orig, LockNotAvailable | DependentObjectsStillExist):
            return False
        raise
    return True


def _has_parts(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
