"""Copies of a whole database: taken while others write, and put back into an empty one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from dedup.errors import StoreError
from dedup.storage.connecting import database_url
from dedup.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SQLITE_FILE = "database.sqlite3"
POSTGRESQL_FILE = "database.dump"

RESTORING = ".restoring"
"""What the name of an embedded database ends in until it was found to be whole."""

_TOLD = 2000
"""Characters of what a tool of PostgreSQL says."""


@contextmanager
def copied(database: Database, folder: Path) -> Iterator[tuple[Path, Database]]:
    """Copy a database as it is at one moment, while others read and write.

    SQLite is copied by its online backup interface within one read, which keeps no writer waiting. PostgreSQL is
    copied by ``pg_dump``, reading what a transaction sees that stays open as long as this context.

    Args:
        database: What to copy.
        folder: Where the copy goes.

    Yields:
        The copy's file, and a database that reads what it holds, neither more nor less.

    Raises:
        StoreError: The copy can not be made; the message says what to do.
        StoreUnavailable: The database does not answer.
    """
    if database.is_sqlite:
        file = folder / SQLITE_FILE
        _copy_sqlite(database, file)
        reading = Database(f"sqlite:///{file.absolute()}")
        try:
            yield file, reading
        finally:
            reading.dispose()
        return
    file = folder / POSTGRESQL_FILE
    with database.reading() as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot: str = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}"]
        _run_tool(database, "pg_dump", options)
        reading = Database(database.url.render_as_string(hide_password=False), snapshot)
        try:
            yield file, reading
        finally:
            reading.dispose()


def _copy_sqlite(database: Database, file: Path) -> None:
    with database.reading() as connection:
        driver = connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise TypeError(driver)
        try:
            with closing(sqlite3.connect(file)) as target:
                driver.backup(target)
                found = [row[0] for row in target.execute("PRAGMA integrity_check(3)")]
        except sqlite3.Error as error:
            message = f"The database {database.label} can not be copied to {file}: {error}. Is there room for it?"
            raise StoreError(message) from error
    if found != ["ok"]:
        message = f"The database {database.label} is damaged: {'; '.join(found)}. Restore an earlier backup."
        raise StoreError(message)


@contextmanager
def put_back(file: Path, url: str) -> Iterator[Database]:
    """Put a copy into a database that is empty, or not there yet.

    An embedded database lies beside its place as long as this context, and is put into it at the end, unless the end
    is an error. PostgreSQL takes all of the copy or nothing.

    Args:
        file: The copy.
        url: Where it goes.

    Yields:
        The database, to be looked through.

    Raises:
        StoreError: The place is not empty, or the copy can not be read; nothing was changed.
        StoreUnavailable: The database does not answer.
    """
    if database_url(url).get_backend_name() == "sqlite":
        yield from _put_sqlite(file, url)
        return
    database = Database(url)
    try:
        with database.reading() as connection:
            tables = inspect(connection).get_table_names()
        if tables:
            message = (
                f"The database {database.label} is not empty: it has {len(tables)} tables. Restore into one that was "
                "made for it (createdb), and name that with --database-url."
            )
            raise StoreError(message)
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(file)]
        _run_tool(database, "pg_restore", options)
        yield database
    finally:
        database.dispose()


def _put_sqlite(file: Path, url: str) -> Iterator[Database]:
    from pathlib import Path

    place = Path(str(database_url(url).database)).absolute()
    if place.exists():
        message = (
            f"{place} is there already; nothing was changed. Stop what uses it and move it away, with the files "
            f"{place.name}-wal and {place.name}-shm where they are; or restore elsewhere with --data-dir."
        )
        raise StoreError(message)
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(place.name + RESTORING)
    for left in (beside, *_beside(beside)):
        left.unlink(missing_ok=True)
    shutil.copyfile(file, beside)
    database = Database(f"sqlite:///{beside}")
    try:
        yield database
    finally:
        database.dispose()
    flush(beside)
    beside.rename(place)
    flush(place.parent)


def _beside(file: Path) -> list[Path]:
    """The files that SQLite has beside a database that is open."""
    return [file.with_name(file.name + end) for end in ("-wal", "-shm")]


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _run_tool(database: Database, name: str, options: Sequence[str]) -> None:
    """Run a tool of PostgreSQL on a database; its password goes through the environment, which no other user sees."""
    found = shutil.which(name)
    if found is None:
        message = (
            f"{name} is not installed here; it copies PostgreSQL databases. Install PostgreSQL's client programs, of "
            "the server's version or a newer one (on Debian: apt-get install postgresql-client), and try again."
        )
        raise StoreError(message)
    address = database.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = dict(os.environ)
    if database.url.password is not None:
        environment["PGPASSWORD"] = str(database.url.password)
    done = subprocess.run(  # noqa: S603 - no shell; what is run was found in the path
        [found, "--no-password", f"--dbname={address}", *options],
        env=environment,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:_TOLD]
        message = f"{name} could not be run on {database.label}: {said}"
        raise StoreError(message)
