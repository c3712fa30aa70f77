"""Databases for the tests: each test gets one of its own, with the schema that the migrations make."""

from __future__ import annotations

import gc
import os
import shutil
import sys

# Several workers share few cores; the libraries read these when they are imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import text

from dedup.storage.database import Database
from dedup.storage.schema import upgrade
from dedup.wiring import DATABASE
from tests.engines import milvus, pgvector
from tests.receiver import receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["milvus", "pgvector", "receiver"]

POSTGRES = "DEDUP_TEST_POSTGRES_URL"

# Properties are tried on the same examples each time, however slow the machine is: what decides whether a change lands
# must not hang on chance. Others are tried with --hypothesis-profile=default.
settings.load_profile("ci")


def pytest_collection_finish() -> None:
    """Leave what was imported to itself: then looking for what tests left behind is quick, and done often."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def nothing_remembered() -> Iterator[None]:
    """FastAPI remembers the last 4,096 functions it called, and by them hundreds of applications with their stores."""
    yield
    dependencies = sys.modules.get("fastapi.dependencies.models")
    for remembering in [] if dependencies is None else vars(dependencies).values():
        if hasattr(remembering, "cache_clear"):
            remembering.cache_clear()


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """URL of a server on which databases can be made."""
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"{POSTGRES} is not set; scripts/with-postgres starts a server and sets it")
    return url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """A migrated database that each test copies."""
    with _postgres_database(postgres_server) as url:
        upgrade(url)
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    with _postgres_database(postgres_server) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database."""
    with _postgres_database(postgres_server, postgres_template.rsplit("/", 1)[-1]) as url:
        yield url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite database that is not there yet."""
    return f"sqlite:///{tmp_path / 'store.sqlite'}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database that each test copies."""
    template = tmp_path_factory.mktemp("template") / DATABASE
    upgrade(f"sqlite:///{template}")
    assert not template.with_name(f"{DATABASE}-wal").exists()  # all of it is in the file
    return template


@pytest.fixture
def sqlite_url(empty_sqlite_url: str, sqlite_template: Path) -> str:
    """A migrated SQLite database."""
    shutil.copy(sqlite_template, empty_sqlite_url.removeprefix("sqlite:///"))
    return empty_sqlite_url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database without tables, of each kind."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    """Connections to a migrated database, of each kind."""
    opened = Database(store_url)
    yield opened
    opened.dispose()


@contextmanager
def _postgres_database(server: str, template: str = "template0") -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    administration = Database(server)
    engine = administration.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    try:
        yield administration.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        administration.dispose()
