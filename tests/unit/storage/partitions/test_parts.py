"""What lies in parts on PostgreSQL: looked up in one of them, made before it is needed, dropped as a whole."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sqlalchemy import insert, select, text

from dedup.storage.bucketrows import JOINS, LOOK_UP, TAKE, put, take
from dedup.storage.partitions import LEAST, make_room
from dedup.storage.tables import OperationRow
from tests.unit.storage.partitions.parts import add, age, goes_on_at, logged, parts, trim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.engine import Connection

    from dedup.storage.database import Database
    from dedup.storage.store import SqlArticleStore


@contextmanager
def read_by_another(database: Database) -> Iterator[None]:
    """A transaction that has read the log and is not over, as that of a backup."""
    with database.reading() as connection:
        connection.execute(select(OperationRow.sequence).limit(1)).all()
        yield


def reads(connection: Connection, statement: Any, values: Mapping[str, object]) -> set[tuple[str, str]]:  # noqa: ANN401 - a statement
    """What a statement reads as it runs: tables, each with how."""
    explain = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
    [[plan]] = connection.execute(explain, values).scalars().all()
    found, nodes = set(), [plan["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Relation Name" in node and node["Actual Loops"] and node["Node Type"] != "ModifyTable":
            found.add((node["Relation Name"], node["Node Type"]))
    return found


@pytest.mark.parametrize("rows", [0, 3000, 60_000])
def test_a_bucket_is_looked_for_in_one_part_however_many_are_stored(database: Database, rows: int) -> None:
    random = np.random.default_rng(rows)
    stored = [(int(bucket), item) for item, bucket in enumerate(random.integers(0, 2**36, rows))]
    with database.transaction() as connection:
        put(connection, sorted(stored))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE buckets"))
    bucket, item = stored[0] if stored else (7, 7)
    with database.transaction() as connection:
        looked_up = reads(connection, LOOK_UP["postgresql"], {"buckets": [bucket], "most": 256})
        assert len(looked_up) == 1
        if stored:  # the few pages of an empty table are read as a whole
            connection.execute(JOINS, {"on": "off"})
            taken = reads(connection, TAKE, {"buckets": [bucket], "items": [item]})
            assert {name for name, _ in taken} == {name for name, _ in looked_up}


def test_what_is_taken_out_is_looked_for_by_the_index(database: Database) -> None:
    random = np.random.default_rng(1)
    stored = [(int(bucket), item) for item, bucket in enumerate(random.integers(0, 2**36, 60_000))]
    gone = {"buckets": [bucket for bucket, _ in stored[:100]], "items": list(range(100))}
    with database.transaction() as connection:
        put(connection, stored)
        connection.execute(text("ANALYZE buckets"))
        connection.execute(JOINS, {"on": "off"})
        assert "Seq Scan" not in {how for _, how in reads(connection, TAKE, gone)}


def test_what_is_taken_out_of_buckets_is_that_alone_and_joins_are_as_before(database: Database) -> None:
    rows = [(bucket, item) for bucket in range(50) for item in range(3)]
    with database.transaction() as connection:
        put(connection, rows)
        take(connection, [(bucket, 1) for bucket in range(0, 50, 2)] + [(51, 1)])
        assert connection.execute(text("SHOW enable_hashjoin")).scalar_one() == "on"
        left = connection.execute(text("SELECT bucket, item FROM buckets")).all()
    assert {tuple(row) for row in left} == {(bucket, item) for bucket, item in rows if item != 1 or bucket % 2}


def test_a_writer_makes_the_next_part_before_it_writes_past_the_last(
    database: Database, store: SqlArticleStore
) -> None:
    add(store, "a")
    assert parts(database) == {"operations_0": 1}
    goes_on_at(database, LEAST)
    with read_by_another(database):  # nobody who reads is waited for, and nobody waits
        add(store, "b", "c", "d")
        assert store.counts().articles == 4
    assert parts(database) == {"operations_0": 2, f"operations_{LEAST + 1}": 2}
    assert logged(store) == [1, LEAST, LEAST + 1, LEAST + 2]
    assert store.reaches(0)


def test_a_part_of_a_transaction_that_fails_is_made_by_the_next_one(database: Database, store: SqlArticleStore) -> None:
    def fail_after(*names: str) -> None:
        with database.transaction():
            add(store, *names)
            raise ZeroDivisionError

    goes_on_at(database, LEAST)
    with pytest.raises(ZeroDivisionError):
        fail_after("a", "b")
    assert parts(database) == {"operations_0": 0}
    add(store, "a")
    assert parts(database) == {"operations_0": 0, f"operations_{LEAST + 1}": 1}


def test_parts_leave_nothing_out_and_grow_with_the_log(database: Database, store: SqlArticleStore) -> None:
    add(store, "a")
    goes_on_at(database, 20 * LEAST)
    add(store, "b")
    [(_, first), (grown, second)] = parts(database).items()
    assert (grown, first, second) == (f"operations_{LEAST + 1}", 1, 1)
    goes_on_at(database, 24 * LEAST)  # a fourth of twenty is five: this is within
    add(store, "c")
    assert len(parts(database)) == 2
    with database.transaction() as connection:
        make_room(connection, 40 * LEAST)
        for sequence in (25 * LEAST, 30 * LEAST, 64 * LEAST):
            values = {"kind": "add", "article_key": 9, "passages": 0, "total_articles": 3, "total_passages": 6}
            connection.execute(insert(OperationRow).values(sequence=sequence, written_at=datetime.now(UTC), **values))
    assert sum(parts(database).values()) == 6


def test_what_is_old_goes_by_the_part_and_within_the_oldest_by_rows(database: Database, store: SqlArticleStore) -> None:
    add(store, "a", "b")
    goes_on_at(database, LEAST + 1)
    add(store, "c", "d", "e")
    goes_on_at(database, 3 * LEAST)
    add(store, "f")
    assert list(parts(database).values()) == [2, 3, 1]
    age(database, LEAST + 1)
    assert trim(store) == 3
    assert logged(store) == [LEAST + 2, LEAST + 3, 3 * LEAST]
    assert list(parts(database).values()) == [2, 1]
    assert not store.reaches(2)
    age(database, 3 * LEAST)
    assert trim(store) == 2, "the newest has the totals"
    assert list(parts(database).values()) == [1]
    assert (store.counts().articles, store.counts().sequence) == (6, 3 * LEAST)


def test_a_part_that_is_emptied_by_rows_is_dropped_in_the_end(database: Database, store: SqlArticleStore) -> None:
    add(store, "a", "b", "c")
    age(database, 3)
    assert trim(store) == 2
    assert list(parts(database)) == ["operations_0"]
    goes_on_at(database, LEAST + 1)
    add(store, "d")
    assert trim(store) == 1
    assert parts(database) == {f"operations_{LEAST + 1}": 1}


def test_a_part_that_is_being_read_stays_for_the_next_time(database: Database, store: SqlArticleStore) -> None:
    add(store, "a", "b")
    goes_on_at(database, LEAST + 1)
    add(store, "c")
    age(database, 2)
    with read_by_another(database):
        assert trim(store) == 0
        assert logged(store) == [1, 2, LEAST + 1], "rows went from under it"
        add(store, "d")
    assert trim(store) == 2
    assert logged(store) == [LEAST + 1, LEAST + 2]
