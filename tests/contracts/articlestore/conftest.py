"""A store over each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.storage.store import SqlArticleStore

if TYPE_CHECKING:
    from dedup.ports.store import ArticleStore
    from dedup.storage.database import Database


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return SqlArticleStore(database)
