"""Hears of what other processes store: PostgreSQL says so (NOTIFY); where nothing does, a look now and then must do."""

from __future__ import annotations

import os
import select
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dedup.following import Announcements
    from dedup.storage.database import Database

CHANNEL = "dedup_operations"
"""PostgreSQL's channel; one database, one channel."""

_KEEPALIVES = "keepalives_idle=10 keepalives_interval=5 keepalives_count=3 application_name='dedup follower'"
"""A server that vanished without a word is missed after 25 seconds."""

_CONNECT_SECONDS = 5


def announce(connection: Connection) -> None:
    """Tell all processes, with the commit of this transaction, that there are operations; nothing if it rolls back.

    A commit with a notification takes a lock of the whole server, so such commits go one by one. Writers queue anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {CHANNEL}"))


def announcements(database: Database) -> Announcements:
    """What tells of changes in a database."""
    return Unannounced() if database.is_sqlite else PostgresAnnouncements(database)


class Unannounced:
    """Nobody tells of changes: every wait takes its time."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until woken."""
        self._woken.wait(seconds)
        self._woken.clear()

    def wake(self) -> None:
        """End a wait of another thread."""
        self._woken.set()

    def close(self) -> None:
        """Nothing is held."""


class PostgresAnnouncements:
    """Notifications of a PostgreSQL server, on a connection of their own; for one thread that waits.

    Where the connection can not be had, breaks, or goes through a pool that gives each transaction another one, a wait
    takes its time, and the next one connects again.

    Args:
        database: Where operations are written.
    """

    def __init__(self, database: Database) -> None:
        self._url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: psycopg.Connection | None = None
        self._woken, self._wakes = os.pipe()
        self._closing = threading.Lock()  # the number of a pipe that is closed soon belongs to another file
        self._closed = False

    def wait(self, seconds: float) -> None:
        """Wait until operations are told of, so long at most; also ended by :meth:`wake`, and once it hears again."""
        try:
            if self._connection is None:
                self._connection = self._listening()
                return  # what was told of before that is heard of by nobody
            self._sleep(seconds, self._connection.fileno())
            for _ in self._connection.notifies(timeout=0):
                pass
        except (psycopg.Error, OSError):
            self._disconnect()
            self._sleep(seconds)

    def wake(self) -> None:
        """End a wait of another thread, or the next one; nothing once it is closed."""
        with self._closing:
            if not self._closed:
                os.write(self._wakes, b"!")

    def close(self) -> None:
        """Let go of the connection; for the thread that waited."""
        self._disconnect()
        with self._closing:
            self._closed = True
            os.close(self._woken)
            os.close(self._wakes)

    def _listening(self) -> psycopg.Connection:
        own = make_conninfo(_KEEPALIVES, connect_timeout=_CONNECT_SECONDS)
        target = make_conninfo(own, **conninfo_to_dict(self._url))
        connection = psycopg.connect(target, autocommit=True)
        connection.execute(f"LISTEN {CHANNEL}")
        return connection

    def _sleep(self, seconds: float, *sockets: int) -> None:
        poll = select.poll()  # select.select takes no descriptor from 1024 on, which a busy server soon has
        for one in (self._woken, *sockets):
            poll.register(one, select.POLLIN)
        if any(one == self._woken for one, _ in poll.poll(seconds * 1000)):
            os.read(self._woken, 4096)

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None
