"""How a database is connected to: its address, its engine, and how long anything waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from dedup.errors import StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection, Engine


LOCK_SECONDS = 15
"""How long a writer waits for another one. A bulk transaction of some hundred articles holds the lock for a few
seconds; who waits longer than this is told so instead of being stuck."""


POOLED = 16
"""Connections that an engine keeps. Where more are needed at once there are up to 48 others for as long."""


CONNECT_SECONDS = 5
"""How long to wait for a PostgreSQL server that does not answer."""


_NOTICED = {"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 40_000}
"""A PostgreSQL server that vanished without a word (its machine, or a network between) is noticed within 40 seconds. By
the system's own bounds a worker that waits for its answer waits for two hours. Seconds; of the last, milliseconds."""


SQLITE_PRAGMAS = {
    "journal_mode": "WAL",  # readers go on while one writes
    "synchronous": "FULL",  # a commit that was reported survives a power cut
    "foreign_keys": "ON",
    "busy_timeout": str(LOCK_SECONDS * 1000),
    "cache_size": "-65536",  # 64 MiB: bucket rows land all over their tree, the default 2 MiB would spill
    "wal_autocheckpoint": "10000",  # 40 MiB: one article dirties hundreds of pages, at 1000 each third would wait
}


def database_url(url: str) -> URL:
    """Read a database URL; PostgreSQL goes through psycopg 3 whatever the caller wrote.

    Raises:
        StoreUnavailable: It is no URL of SQLite or PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        message = f"{url!r} is no database URL. Use sqlite:///path/to/file.sqlite or postgresql://user@host/name."
        raise StoreUnavailable(message) from error
    backend = parsed.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed
    message = f"{parsed.render_as_string()} can not be used: the store is a SQLite file or a PostgreSQL database."
    raise StoreUnavailable(message)


def sqlite_engine(url: URL) -> Engine:
    """Connections to a file, in which writers queue."""
    # The driver's own transaction handling is switched off: it would begin deferred, and a reader that becomes a
    # writer fails at once where another wrote in between.
    # Values of statements are kept out of errors, and so out of the log: they are the texts of articles.
    engine = create_engine(
        url, connect_args={"isolation_level": None}, pool_size=POOLED, max_overflow=48, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        cursor = connection.cursor()
        # The time-out comes first: another process may be switching the journal mode.
        for name in sorted(SQLITE_PRAGMAS, key=lambda name: name != "busy_timeout"):
            cursor.execute(f"PRAGMA {name}={SQLITE_PRAGMAS[name]}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def postgresql_engine(url: URL) -> Engine:
    """Connections to a server."""
    own = url.query.get("options", "")
    # jit: the queries are short, and compiling one takes longer than running it.
    options = (
        f"-c timezone=UTC -c lock_timeout={LOCK_SECONDS}s -c jit=off {own if isinstance(own, str) else ' '.join(own)}"
    )
    return create_engine(
        url.difference_update_query(["options"]),
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": options.strip(), **_NOTICED},
        pool_pre_ping=True,  # a server that was restarted is no reason to fail
        pool_size=POOLED,
        max_overflow=48,
        hide_parameters=True,  # as above
    )


def read_only(engine: Engine, snapshot: str) -> None:
    """Have all connections to a PostgreSQL server see one moment, which it has named, and change nothing."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{snapshot}'")  # takes no parameter; the server named it
