"""A store that is brought into parts, beside whoever was there before."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import insert, text

from dedup.access.desks import Sight
from dedup.errors import SchemaOutdated
from dedup.storage.accesstables import SourceDeskRow
from dedup.storage.bucketrows import put
from dedup.storage.digests import contents
from dedup.storage.operations import counts
from dedup.storage.partitions import LEAST, whole_tables
from dedup.storage.schema import downgrade, require_current, upgrade
from dedup.storage.sight import SeenDatabase
from dedup.storage.store import SqlArticleStore
from tests.unit.storage.partitions.parts import add, age, goes_on_at, logged, parts, trim

if TYPE_CHECKING:
    from dedup.storage.database import Database

BEFORE = "0019"
"""The last schema without parts."""

SECONDS = 60.0
"""What a server has to clear up after a connection."""


def test_a_filled_store_is_brought_into_parts_and_back(
    postgres_url: str, database: Database, store: SqlArticleStore
) -> None:
    keys = add(store, "a", "b", "c")
    store.remove(keys[1])
    random = np.random.default_rng(5)
    with database.transaction() as connection:
        put(connection, sorted({(int(bucket), 4) for bucket in random.integers(0, 2**36, 5000)}))
    goes_on_at(database, LEAST + 1)
    add(store, "d")
    told = contents(database)
    del told["alembic_version"]
    assert told["operations"].rows == 5
    partitioned = text("SELECT count(*) FROM pg_class WHERE relkind = 'p'")
    for step, expected in ((partial(downgrade, revision=BEFORE), 0), (upgrade, 2)):
        step(postgres_url)
        with database.reading() as connection:
            assert connection.execute(partitioned).scalar_one() == expected
        found = contents(database)
        del found["alembic_version"]
        assert found == told
    again = SqlArticleStore(database)
    add(again, "e")
    assert logged(again) == [1, 2, 3, 4, LEAST + 1, LEAST + 2]
    assert parts(database) == {"operations_0": 6}


def test_the_parts_of_a_table_are_no_tables(database: Database) -> None:
    with database.reading() as connection:
        names = whole_tables(connection)
    assert {"buckets", "operations"} <= names
    assert not any(name.startswith(("buckets_", "operations_")) for name in names)


def _trimmed_in_time(store: SqlArticleStore) -> int:
    """What goes of the log once the server has taken the views of a closed connection down, which nobody waits for."""
    ends = time.monotonic() + SECONDS
    while not (gone := trim(store)) and time.monotonic() < ends:
        time.sleep(0.02)
    return gone


def test_an_older_process_that_sees_a_part_of_the_store_reads_on(postgres_url: str, database: Database) -> None:
    """Its views are of the table that became the first part: they tell what was, and keep that part from going."""
    add(SqlArticleStore(database), "a", "b")
    with database.transaction() as connection:
        connection.execute(insert(SourceDeskRow), [{"source": "Agency", "desk": "sport"}])
    downgrade(postgres_url, BEFORE)
    older = SeenDatabase(database, Sight())
    with older.reading() as connection:
        assert counts(connection).articles == 2
    upgrade(postgres_url)
    with older.reading() as connection:
        assert counts(connection).articles == 2
    newer = SqlArticleStore(database)
    goes_on_at(database, 2 * LEAST)
    add(newer, "c")
    age(database, 2)
    assert trim(newer) == 0
    older.dispose()
    assert _trimmed_in_time(newer) == 2
    with SeenDatabase(database, Sight()).reading() as connection:
        assert counts(connection).articles == 3


def test_a_writer_of_an_older_release_that_waited_for_the_migration_writes_nothing(
    postgres_url: str, database: Database
) -> None:
    """The lock of writers is named after the table, which is another one then."""
    downgrade(postgres_url, BEFORE)
    database.revision = BEFORE
    refused: list[BaseException] = []

    def write() -> None:
        try:
            with database.transaction() as connection:
                connection.execute(text("DELETE FROM articles"))
        except SchemaOutdated as error:
            refused.append(error)

    migrating = threading.Thread(target=upgrade, args=[postgres_url])
    writing = threading.Thread(target=write)
    with database.transaction():
        migrating.start()
        until_waiting(database, 1)
        writing.start()
        until_waiting(database, 2)
    migrating.join()
    writing.join()
    assert len(refused) == 1
    require_current(database)


def until_waiting(database: Database, many: int) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
        "WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()"
    )
    for _ in range(10_000):
        with database.engine.connect() as connection:
            if connection.execute(waiting).scalar_one() >= many:
                return
    pytest.fail("nobody waits")
