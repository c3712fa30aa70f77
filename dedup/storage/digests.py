"""What a database holds, table by table, as numbers that two copies have in common or not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from dedup.storage.partitions import whole_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from dedup.storage.database import Database

_BYTES = 16
_ALL = (1 << 8 * _BYTES) - 1


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds.

    Attributes:
        rows: How many.
        digest: The sum of the rows' digests: the same in whatever order they are read, since databases with other
            collations sort otherwise.
    """

    rows: int
    digest: str


def contents(database: Database) -> dict[str, Content]:
    """What each table of a database holds; every row is read, a few at a time.

    Raises:
        StoreUnavailable: The database does not answer.
    """
    with database.reading() as connection:
        return {name: _content(connection, name) for name in sorted(whole_tables(connection))}


def _content(connection: Connection, name: str) -> Content:
    quoted = connection.dialect.identifier_preparer.quote(name)
    query = text(f"SELECT * FROM {quoted}").execution_options(stream_results=True, max_row_buffer=1000)  # noqa: S608 - a table's name
    rows = total = 0
    for row in connection.execute(query):
        total = (total + _number(row)) & _ALL
        rows += 1
    return Content(rows, f"{total:0{2 * _BYTES}x}")


def _number(row: Iterable[object]) -> int:
    digest = hashlib.blake2b(digest_size=_BYTES)
    for value in row:
        kind, data = _bytes(value)
        digest.update(b"%s%d:" % (kind, len(data)))
        digest.update(data)
    return int.from_bytes(digest.digest())


def _bytes(value: object) -> tuple[bytes, bytes]:
    if isinstance(value, bytes | memoryview):
        return b"b", bytes(value)
    if isinstance(value, str):
        return b"s", value.encode("utf-8", "surrogatepass")
    return b"v", repr(value).encode()
