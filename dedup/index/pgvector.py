"""Semantic index in PostgreSQL with pgvector: half precision, an HNSW graph, one table that all processes share."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from dedup.errors import IndexUnavailable
from dedup.index.answers import none_found
from dedup.index.engines import SharedIndex, instant, last_of_each
from dedup.ports.indexes import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    from dedup.ports.arrays import Keys, Vectors
    from dedup.ports.indexes import Bounds, Place

SCHEMA: Final = "dedup_vectors"
"""Everything is in a schema of its own, so that it may lie beside a store, and go with one statement."""

_CONNECT_SECONDS = 2
_STATEMENT_SECONDS = 60
"""A thousand insertions into a large graph take some seconds."""

_ROWS = 1000
"""Items written by one statement."""

_VISITED = 4
"""Vectors that the graph is searched for, for each that is wanted; 100 at least. pgvector visits 40 by itself, and with
them finds the nearest of a passage less often than the embedded index does."""

_LEAST_VISITED, _MOST_VISITED = 100, 1000


class PgvectorSemanticIndex(SharedIndex):
    """Vectors of passages in a table of PostgreSQL. Safe to share between threads and processes.

    What searches are narrowed to is a condition of the query: pgvector goes on through its graph until enough items
    fulfil it (``hnsw.iterative_scan``, from 0.8 on).

    Args:
        url: Of the database, which may be the store's or another one.
        dimension: Of the vectors.
        origin: Of which encoder and store they are; another origin is another table.
    """

    def __init__(self, url: str, dimension: int, origin: str) -> None:
        own = make_url(url).set(drivername="postgresql+psycopg")
        super().__init__()
        self._engine = create_engine(
            own,
            connect_args={
                "connect_timeout": _CONNECT_SECONDS,
                "options": f"-c statement_timeout={_STATEMENT_SECONDS}s -c jit=off",
            },
            pool_pre_ping=True,
            hide_parameters=True,
        )
        self._label = own.render_as_string(hide_password=True)
        self._dimension = dimension
        self._name = "items_" + hashlib.sha256(origin.encode()).hexdigest()[:16]
        self._table = f"{SCHEMA}.{self._name}"
        self._made = False

    def refresh(self) -> None:
        """Learn how far other processes have brought it."""
        with self._connected() as connection:
            query = f"SELECT sequence FROM {SCHEMA}.progress WHERE name = :name"  # noqa: S608 - our constant
            self._sequence = connection.execute(text(query), {"name": self._name}).scalar_one()

    def __len__(self) -> int:
        """How many items it holds, counted one by one."""
        with self._connected() as connection:
            count: int = connection.execute(text(f"SELECT count(*) FROM {self._table}")).scalar_one()  # noqa: S608
            return count

    def add(self, keys: Keys, vectors: Vectors, places: Sequence[Place] = ()) -> None:
        """Add items; a key that is there already is replaced, and of one given twice the last counts."""
        rows = last_of_each(keys)
        statement = text(f"""
            INSERT INTO {self._table} (item, vector, at, source)
            SELECT item, vector::halfvec({self._dimension}), at, source
            FROM unnest(:items\\:\\:bigint[], :vectors\\:\\:text[], :at\\:\\:bigint[], :sources\\:\\:text[])
                AS given (item, vector, at, source)
            ON CONFLICT (item) DO UPDATE SET vector = excluded.vector, at = excluded.at, source = excluded.source
        """)  # noqa: S608 - our own names
        with self._connected() as connection:
            for start in range(0, len(rows), _ROWS):
                some = rows[start : start + _ROWS].tolist()
                values = {
                    "items": [int(keys[row]) for row in some],
                    "vectors": [_written(vectors[row]) for row in some],
                    "at": [instant(places[row].at) if places else None for row in some],
                    "sources": [_storable(places[row].source) if places else None for row in some],
                }
                connection.execute(statement, values)

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        if len(keys):
            with self._connected() as connection:
                statement = f"DELETE FROM {self._table} WHERE item = ANY(:items)"  # noqa: S608 - our own name
                connection.execute(text(statement), {"items": keys.tolist()})

    def search(self, vectors: Vectors, count: int, within: Bounds = EVERYWHERE) -> tuple[NDArray[np.float32], Keys]:
        """The nearest items of each vector, best first, of those within the bounds.

        Returns:
            Cosines and keys, both of shape (len(vectors), count); where there are fewer items, key -1 and cosine -1.
        """
        cosines, found = none_found(vectors, count)
        if not found.size:
            return cosines, found
        where, values = _conditions(within)
        given = f"halfvec({self._dimension})"
        query = text(f"""
            SELECT asked.row, near.item, near.product
            FROM unnest(:vectors\\:\\:text[]) WITH ORDINALITY AS asked (vector, row)
            CROSS JOIN LATERAL (
                SELECT item, vector <#> asked.vector\\:\\:{given} AS product FROM {self._table} {where}
                ORDER BY vector <#> asked.vector\\:\\:{given} LIMIT :count
            ) AS near ORDER BY asked.row, near.product, near.item
        """)  # noqa: S608 - our own names
        visited = min(max(_LEAST_VISITED, _VISITED * count), _MOST_VISITED)
        with self._connected() as connection:
            connection.execute(text(f"SET LOCAL hnsw.ef_search = {visited}"))
            connection.execute(text("SET LOCAL hnsw.iterative_scan = strict_order"))
            asked = {"vectors": [_written(vector) for vector in vectors], "count": count, **values}
            places = [0] * len(vectors)
            for row, item, product in connection.execute(query, asked):
                at = (row - 1, places[row - 1])
                cosines[at], found[at] = -product, item
                places[row - 1] += 1
        return np.clip(cosines, -1.0, 1.0), found

    def advance(self, sequence: int) -> None:
        """Note that all operations up to this one are taken in; call it after their changes."""
        statement = f"""
            UPDATE {SCHEMA}.progress SET sequence = greatest(sequence, :sequence) WHERE name = :name RETURNING sequence
        """  # noqa: S608 - our constant
        with self._connected() as connection:
            values = {"sequence": sequence, "name": self._name}
            self._sequence = connection.execute(text(statement), values).scalar_one()

    def clear(self) -> None:
        """Remove everything and go back to sequence 0."""
        with self._connected() as connection:
            connection.execute(text(f"TRUNCATE {self._table}"))
            back = f"UPDATE {SCHEMA}.progress SET sequence = 0 WHERE name = :name"  # noqa: S608 - our constant
            connection.execute(text(back), {"name": self._name})
            self._sequence = 0

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A transaction; at the first one the table is made, unless it is there.

        Raises:
            IndexUnavailable: The engine does not answer; what to do.
        """
        try:
            with self._engine.begin() as connection:
                if not self._made:
                    self._make(connection)
                yield connection
            self._made = True
        except SQLAlchemyError as error:
            self._sequence, self._made = None, False  # whatever comes back may not be what was there
            reason = str(getattr(error, "orig", None) or type(error).__name__).partition("\n")[0]
            message = (
                f"The vector engine {self._label} does not answer ({reason}). It needs PostgreSQL with pgvector 0.8 or "
                "newer, and a user that may make a schema in it."
            )
            raise IndexUnavailable(message) from error

    def _make(self, connection: Connection) -> None:
        known = text("SELECT to_regclass(:table) IS NOT NULL")
        if connection.execute(known, {"table": self._table}).scalar_one():
            return
        statements = (
            "SELECT pg_advisory_xact_lock(hashtext('dedup_vectors'))",  # two processes that start at once
            "CREATE EXTENSION IF NOT EXISTS vector",
            f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
            f"CREATE TABLE IF NOT EXISTS {SCHEMA}.progress (name text PRIMARY KEY, sequence bigint NOT NULL)",
            f"""CREATE TABLE IF NOT EXISTS {self._table} (
                item bigint PRIMARY KEY, vector halfvec({self._dimension}) NOT NULL, at bigint, source text
            )""",
            f"""CREATE INDEX IF NOT EXISTS {self._name}_nearest ON {self._table}
                USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 128)""",
            f"CREATE INDEX IF NOT EXISTS {self._name}_at ON {self._table} (at)",
        )
        for statement in statements:
            connection.execute(text(statement))
        new = f"INSERT INTO {SCHEMA}.progress VALUES (:name, 0) ON CONFLICT DO NOTHING"  # noqa: S608 - our constant
        connection.execute(text(new), {"name": self._name})


def _written(vector: NDArray[np.float32]) -> str:
    from pgvector import HalfVector

    return str(HalfVector(vector).to_text())


def _storable(source: str | None) -> str | None:
    """A source label as PostgreSQL's text takes it: no NUL, no half of a surrogate pair."""
    return None if source is None else source.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _conditions(within: Bounds) -> tuple[str, dict[str, Any]]:
    """The WHERE clause of bounds, and its values."""
    told: dict[str, tuple[str, Any]] = {
        "since": ("at >= :since", None if within.since is None else instant(within.since)),
        "until": ("at <= :until", None if within.until is None else instant(within.until)),
        "sources": ("source = ANY(:sources)", None if within.sources is None else list(map(_storable, within.sources))),
        "before": ("item < :before", within.before),
    }
    used = {name: pair for name, pair in told.items() if pair[1] is not None}
    clause = " AND ".join(condition for condition, _ in used.values())
    return (f"WHERE {clause}" if clause else ""), {name: value for name, (_, value) in used.items()}
