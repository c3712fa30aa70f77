"""A store on PostgreSQL, where tables have parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.storage.database import Database
from dedup.storage.store import SqlArticleStore

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    yield opened
    opened.dispose()


@pytest.fixture
def store(database: Database) -> SqlArticleStore:
    return SqlArticleStore(database)
