"""Processes hear of each other's changes, whatever happens to the connection that tells them."""

from __future__ import annotations

import fcntl
import os
import resource
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from dedup.storage.announcing import PostgresAnnouncements, Unannounced, announce, announcements
from dedup.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = 120.0
"""Seconds that no wait here may last: each is ended by something."""


@pytest.fixture
def told(postgres_url: str) -> Iterator[tuple[Database, PostgresAnnouncements]]:
    database = Database(postgres_url)
    heard = announcements(database)
    assert isinstance(heard, PostgresAnnouncements)
    heard.wait(LONG)  # connects, and comes back since it can not know what it missed
    yield database, heard
    heard.close()
    database.dispose()


def waits(heard: PostgresAnnouncements | Unannounced) -> threading.Thread:
    thread = threading.Thread(target=heard.wait, args=(LONG,))
    thread.start()
    return thread


def test_a_commit_is_heard_of(told: tuple[Database, PostgresAnnouncements]) -> None:
    database, heard = told
    waiting = waits(heard)
    with database.transaction() as connection:
        announce(connection)
        assert waiting.is_alive()
    waiting.join(LONG / 2)
    assert not waiting.is_alive()


def test_a_rollback_is_not(told: tuple[Database, PostgresAnnouncements]) -> None:
    database, heard = told
    with suppress(ZeroDivisionError), database.transaction() as connection:
        announce(connection)
        raise ZeroDivisionError
    began = time.monotonic()
    heard.wait(0.2)
    assert time.monotonic() - began >= 0.2


def test_a_connection_that_is_cut_is_made_again(told: tuple[Database, PostgresAnnouncements]) -> None:
    database, heard = told
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'dedup follower' AND datname = current_database()"
    )
    with database.unbound_transaction() as connection:
        assert connection.execute(cut).scalar_one()
    while heard._connection is not None:  # the server ends it a moment after it has said so
        heard.wait(0.05)
    heard.wait(LONG)  # connects
    waiting = waits(heard)
    with database.transaction() as connection:
        announce(connection)
    waiting.join(LONG / 2)
    assert not waiting.is_alive()


def test_where_nobody_answers_a_wait_takes_its_time() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    heard = announcements(database)
    began = time.monotonic()
    heard.wait(0.2)
    assert time.monotonic() - began >= 0.2
    heard.close()


def test_a_process_with_many_open_files_waits_like_any_other() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1200), hard))
    heard = PostgresAnnouncements(Database("postgresql://nobody@127.0.0.1:1/nothing"))
    low = heard._woken
    heard._woken = fcntl.fcntl(low, fcntl.F_DUPFD, 1100)
    os.close(low)
    heard.wake()
    began = time.monotonic()
    heard.wait(LONG)
    assert time.monotonic() - began < LONG / 2
    heard.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_who_is_woken_after_closing_writes_into_nobody_s_file(tmp_path: Path) -> None:
    heard = PostgresAnnouncements(Database("postgresql://nobody@127.0.0.1:1/nothing"))
    number = heard._wakes
    heard.close()
    with (tmp_path / "other").open("wb", buffering=0) as other:
        os.dup2(other.fileno(), number)  # as the next file that is opened gets the number
        heard.wake()
        os.close(number)
    assert (tmp_path / "other").read_bytes() == b""


@pytest.mark.parametrize("url", ["sqlite_url", "postgres_url"])
def test_a_wait_is_ended_by_another_thread(url: str, request: pytest.FixtureRequest) -> None:
    database = Database(request.getfixturevalue(url))
    heard = announcements(database)
    if isinstance(heard, PostgresAnnouncements):
        heard.wait(LONG)
    assert isinstance(heard, PostgresAnnouncements | Unannounced)
    waiting = waits(heard)
    heard.wake()
    waiting.join(LONG / 2)
    assert not waiting.is_alive()
    heard.close()
    database.dispose()
