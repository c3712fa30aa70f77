"""One database, SQLite or PostgreSQL: its engine, and the transaction a thread is in."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, PendingRollbackError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dedup.errors import SchemaOutdated, StoreUnavailable
from dedup.storage.connecting import POOLED, SQLITE_PRAGMAS, database_url, postgresql_engine, read_only, sqlite_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy.engine import Connection

WRITERS_LOCK = "SELECT pg_advisory_xact_lock('operations'::regclass::oid::bigint)"
"""What a writer on PostgreSQL begins with."""

FROZEN_SECONDS = 60
"""After which the server of PostgreSQL ends a writer's transaction in which nothing is asked: its process is frozen, or
gone without a word, and every other writer waits for it. What a writer computes within one takes seconds at most.

Each transaction says it, and no option of the connection does: a backup holds its snapshot in a transaction in which
nothing is asked for as long as it copies, and a pooler that leaves options out would leave this one out unsaid."""

_AT_ONCE_MS = 1
"""How long waits for a lock who waits for nobody: of PostgreSQL 0 would be for ever."""

PARAMETERS = 900
"""Most values in one ``IN`` list; SQLite builds before 3.32 take 999."""

_log = logging.getLogger(__name__)

_UNREACHED = "does not answer; check that it can be reached, has room, and is held by no other process, then try again"
_DAMAGED = "is damaged; stop what uses it, and put a backup in its place"
_ADVICE = (
    ("disk is full", "has no room left; make some, then try again"),
    ("disk I/O error", "can not be read or written; look at the disk and the room on it, then try again"),
    ("readonly database", "can not be written to; give the user that runs this the right to write its file and folder"),
    ("disk image is malformed", _DAMAGED),
    ("file is not a database", _DAMAGED),
)
"""What to do, by what SQLite says."""

_MISSING_TABLE = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")


def in_lists(values: Iterable[int]) -> Iterator[list[int]]:
    """Distinct values in ascending order, few enough for one ``IN`` list each."""
    ordered = sorted({int(value) for value in values})
    for start in range(0, len(ordered), PARAMETERS):
        yield ordered[start : start + PARAMETERS]


class Database:
    """Connections to one database, and the write transaction each thread may be in.

    Inside :meth:`transaction` everything the thread does, whichever object does it, runs on one connection; outside,
    a read takes a connection for as long as it lasts. Writers queue: on SQLite through ``BEGIN IMMEDIATE``, on
    PostgreSQL through an advisory lock. So operations commit in the order of their sequence numbers, and whoever
    has read all up to one has missed none before it.

    Args:
        url: ``sqlite:///…`` or ``postgresql://…``.
        snapshot: Read what a transaction of PostgreSQL that exported its snapshot under this name sees, and write
            nothing.

    Attributes:
        revision: Of the schema that writers know, where it is known: a transaction is refused once it is another one.

    Raises:
        StoreUnavailable: The URL is none of these.
    """

    def __init__(self, url: str, snapshot: str | None = None) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = sqlite_engine(self.url) if self.is_sqlite else postgresql_engine(self.url)
        self._queues = not self.is_sqlite and snapshot is None
        if snapshot is not None:
            read_only(self.engine, snapshot)
        self._bound = threading.local()
        self._sharing = threading.Semaphore(POOLED)
        self.revision: str | None = None

    @property
    def label(self) -> str:
        """The URL without its password, for messages."""
        return self.url.render_as_string(hide_password=True)

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside :meth:`transaction`."""
        return getattr(self._bound, "connection", None) is not None

    @property
    def is_narrowed(self) -> bool:
        """Whether reads leave something out."""
        return False

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open this thread's write transaction: commits at the end, rolls back on an error.

        Raises:
            RuntimeError: The thread is in one already.
            StoreUnavailable: The database does not answer, or another writer holds it too long.
            SchemaOutdated: A table is missing.
        """
        if self.in_transaction:
            message = "a transaction is open in this thread already; transactions do not nest"
            raise RuntimeError(message)
        with self.unbound_transaction() as connection:
            if self._queues:
                connection.execute(text(WRITERS_LOCK))
            self._require_revision(connection)
            self._bound.connection = connection
            try:
                yield connection
            finally:
                self._bound.connection = None

    def _require_revision(self, connection: Connection) -> None:
        """Refuse to write into a schema of another release; migrations queue with writers, so it stays what it is."""
        if self.revision is None:
            return
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if found != self.revision:
            message = (
                f"The database {self.label} has schema {found or 'none'} by now, this process writes {self.revision}; "
                "another release has migrated it: restart this process with that release."
            )
            raise SchemaOutdated(message)

    @contextmanager
    def unbound_transaction(self) -> Iterator[Connection]:
        """Open a write transaction for the holder of the connection alone; the migrations run in one.

        Raises:
            StoreUnavailable: The database does not answer, or another writer holds it too long.
            SchemaOutdated: A table is missing.
        """
        with self._translated(), self.engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                if not self.is_sqlite:
                    # Before any lock: who is frozen while it waits for one is given it all the same.
                    connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{FROZEN_SECONDS}s'"))
                yield connection

    @contextmanager
    def held(self, key: int, seconds: int) -> Iterator[Callable[[], None] | None]:
        """Hold an advisory lock of PostgreSQL on a connection of its own, if nobody else does.

        Args:
            key: Of the lock.
            seconds: After which the server takes it from a holder that says nothing.

        Yields:
            What says that it is still held; it raises where it is not. None where it could not be had.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        with self._translated():
            connection = self.engine.connect()

        def go_on() -> None:
            with self._translated():
                connection.execute(text("SELECT 1"))

        try:
            with self._translated():
                connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{seconds}s'"))
                got = connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key}).scalar_one()
            yield go_on if got else None
        finally:
            with suppress(DBAPIError, PendingRollbackError):  # the server let go first: what was done is done
                connection.rollback()
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Join this thread's transaction, or open one for a single change.

        Raises:
            StoreUnavailable: The database does not answer, or another writer holds it too long.
            SchemaOutdated: A table is missing.
        """
        if self.in_transaction:
            yield self._bound.connection
        else:
            with self.transaction() as connection:
                yield connection

    def write_if_idle(self, write: Callable[[Connection], None]) -> bool:
        """Write what may as well be written another time, waiting for nobody.

        Args:
            write: Changes rows, in no set order with other changes.

        Returns:
            Whether it was; not where another writes, this thread is in a transaction, or nothing can be written.
        """
        if self.in_transaction:
            return False
        try:
            with self.engine.connect() as plain, self._impatient(plain) as connection, connection.begin():
                if not self.is_sqlite:
                    connection.execute(text(f"SET LOCAL lock_timeout = {_AT_ONCE_MS}"))
                self._require_revision(connection)
                write(connection)
        except (DBAPIError, PoolTimeout, ResourceClosedError, SchemaOutdated) as error:
            _log.debug("Put off, since it can wait: %s", error)
            return False
        return True

    @contextmanager
    def _impatient(self, plain: Connection) -> Iterator[Connection]:
        """A connection whose writes do not wait for the lock of SQLite."""
        if not self.is_sqlite:
            yield plain
            return
        driver: Any = plain.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout={_AT_ONCE_MS}")
        try:
            yield plain.execution_options(writes=True)
        finally:
            driver.execute(f"PRAGMA busy_timeout={SQLITE_PRAGMAS['busy_timeout']}")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Join this thread's transaction, or take a connection for a short read.

        Raises:
            StoreUnavailable: The database does not answer.
            SchemaOutdated: A table is missing.
        """
        if self.in_transaction:
            yield self._bound.connection
        elif (shared := getattr(self._bound, "reads", None)) is not None:
            with self._translated(), ExitStack() as then:
                if not shared.in_transaction():  # of a read that this one is part of
                    then.callback(shared.rollback)
                yield shared
        else:
            with self._translated(), self.engine.connect() as connection:
                yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """Have this thread's reads share a connection, which to take and give back lasts as long as a read.

        Each sees what is committed by then, and holds nothing once it is done: neither the snapshot for which SQLite
        could not begin its log anew, nor locks for which PostgreSQL has others wait. What is written meanwhile has a
        connection of its own; so have reads of further threads where as many share as connections are kept.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        shares = getattr(self._bound, "reads", None) is not None
        if shares or self.in_transaction or not self._sharing.acquire(blocking=False):
            yield
            return
        # On PostgreSQL a transaction is two more round trips a read, of which every statement has its own anyway.
        options = {"isolation_level": "AUTOCOMMIT"} if self._queues else {}
        try:
            with self._translated(), self.engine.connect() as plain:
                self._bound.reads = plain.execution_options(**options)
                yield
        finally:
            self._bound.reads = None
            self._sharing.release()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Give the errors of the database their names in :mod:`dedup.errors`; those of the caller pass."""
        try:
            yield
        except (PoolTimeout, ResourceClosedError) as error:
            message = f"The database {self.label} has no free connection: {error}. Try again; serve fewer at once."
            raise StoreUnavailable(message) from error
        except DBAPIError as error:
            reason = f"{type(error.orig).__name__}: {error.orig}".strip()
            if any(mark in reason for mark in _MISSING_TABLE):
                message = f"The database {self.label} lacks a table this release needs. Run `dedup migrate`."
                raise SchemaOutdated(message) from error
            advice = next((advice for mark, advice in _ADVICE if mark in reason), _UNREACHED)
            message = f"The database {self.label} {advice} ({reason}). Nothing of this change was kept."
            raise StoreUnavailable(message) from error
