from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from benchmarks.servers.server import free_port
from dedup.errors import SchemaOutdated, StoreUnavailable
from dedup.storage import connecting
from dedup.storage.connecting import database_url
from dedup.storage.database import Database
from dedup.storage.store import SqlArticleStore

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_postgresql_goes_through_psycopg_3(scheme: str) -> None:
    assert database_url(f"{scheme}://u@h/n").drivername == "postgresql+psycopg"


@pytest.mark.parametrize("url", ["", "no url", "mysql://u@h/n", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"SQLite|sqlite"):
        database_url(url)


def test_sqlite_is_set_up_to_lose_nothing(sqlite_url: str) -> None:
    with Database(sqlite_url).reading() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"not a database, but long enough to be read as one" * 50)
    with pytest.raises(StoreUnavailable, match=r"store\.sqlite"):
        SqlArticleStore(Database(f"sqlite:///{tmp_path / 'store.sqlite'}"))


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="nowhere"):
        SqlArticleStore(Database(f"sqlite:///{tmp_path / 'nowhere' / 'store.sqlite'}"))


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1") as caught:
        SqlArticleStore(Database(f"postgresql://u:secret@127.0.0.1:{free_port()}/n"))
    assert "secret" not in str(caught.value)


def test_a_missing_table_means_the_schema(database: Database) -> None:
    with pytest.raises(SchemaOutdated, match="dedup migrate"), database.reading() as connection:
        connection.execute(text("SELECT * FROM missing"))


def test_a_writer_that_waits_too_long_is_told(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connecting.SQLITE_PRAGMAS, "busy_timeout", "50")
    waiting = Database(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"), waiting.transaction():
        pass
    other.execute("ROLLBACK")
    with waiting.transaction():
        assert waiting.in_transaction
    assert not waiting.in_transaction


def test_a_transaction_belongs_to_its_thread(database: Database) -> None:
    seen: list[bool] = []
    with database.transaction() as connection:
        with database.reading() as reader, database.writing() as writer:
            assert reader is connection
            assert writer is connection
        thread = threading.Thread(target=lambda: seen.append(database.in_transaction))
        thread.start()
        thread.join()
    assert seen == [False]


def test_an_error_of_the_caller_passes_unchanged(database: Database) -> None:
    with pytest.raises(KeyError), database.transaction():
        raise KeyError
    assert not database.in_transaction


def test_reads_together_share_a_connection_and_writes_have_their_own(database: Database) -> None:
    count = text("SELECT count(*) FROM source_desks")
    private = text("INSERT INTO source_desks (source, desk) VALUES ('Of city', 'city')")
    with database.together():
        with database.reading() as first:
            with database.together(), database.reading() as second:
                assert second is first
            assert first.execute(count).scalar_one() == 0
        with database.transaction() as writer:
            assert writer is not first
            writer.execute(private)
            with database.reading() as within:
                assert within is writer
        with database.reading() as after:
            assert after is first
            assert after.execute(count).scalar_one() == 1
    with database.reading() as alone:
        assert alone is not first
        assert alone.execute(count).scalar_one() == 1
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_what_was_read_together_stands_in_nobodys_way(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    with database.together():
        with database.reading() as outer:
            outer.execute(text("SELECT * FROM articles"))
            with database.reading() as within:
                assert within is outer
            assert outer.in_transaction()
        with other.transaction() as writer:
            if database.is_sqlite:
                writer.execute(text("INSERT INTO source_desks (source, desk) VALUES ('Of city', 'city')"))
            else:
                writer.execute(text("LOCK TABLE articles IN ACCESS EXCLUSIVE MODE NOWAIT"))
        if database.is_sqlite:  # the log can begin anew
            with other.reading() as connection:
                assert connection.execute(text("PRAGMA wal_checkpoint(RESTART)")).one()[0] == 0
    with database.transaction() as writer, database.reading() as within:
        assert within is writer
        assert writer.in_transaction()


def test_a_read_that_failed_does_not_spoil_those_after_it(database: Database) -> None:
    with database.together():
        with pytest.raises(SchemaOutdated), database.reading() as connection:
            connection.execute(text("SELECT * FROM missing"))
        with database.reading() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_server_that_ended_the_connection_of_reads_together_is_asked_on_another(postgres_url: str) -> None:
    database, other = Database(postgres_url), Database(postgres_url)
    with database.together():
        with database.reading() as connection:
            backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with other.reading() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": backend})
        with pytest.raises(StoreUnavailable), database.reading() as connection:
            connection.execute(text("SELECT 1"))
        with database.reading() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
    with database.transaction() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_however_many_read_together_others_find_a_connection(database: Database) -> None:
    many = 70  # more than an engine has connections
    all_there = threading.Barrier(many)

    def read() -> int:
        with database.together():
            all_there.wait(60)
            with database.reading() as connection:
                found = connection.execute(text("SELECT 1")).scalar_one()
            all_there.wait(60)
        return int(found)

    with ThreadPoolExecutor(many) as threads:
        assert sum(threads.map(lambda _: read(), range(many))) == many
    with database.together(), database.reading() as first, database.reading() as second:
        assert first is second


def test_reads_together_belong_to_their_thread(database: Database) -> None:
    def read() -> Connection:
        with database.reading() as connection:
            return connection

    with database.together(), database.reading() as own, ThreadPoolExecutor(1) as other:
        assert other.submit(read).result() is not own


def test_what_the_database_says_of_reads_together_is_told_as_of_others(database: Database) -> None:
    with pytest.raises(SchemaOutdated), database.together(), database.reading() as connection:
        connection.execute(text("SELECT * FROM missing"))
    with database.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
