from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import migrations
from dedup.errors import SchemaOutdated
from dedup.storage.alltables import METADATA
from dedup.storage.database import Database
from dedup.storage.schema import differences, downgrade, head, is_current, require_current, upgrade
from dedup.storage.store import SqlArticleStore


def test_the_migrations_make_what_the_code_has(database: Database) -> None:
    assert is_current(database)
    assert differences(database) == []


def test_an_empty_database_is_outdated_until_it_is_upgraded(empty_url: str) -> None:
    database = Database(empty_url)
    with pytest.raises(SchemaOutdated, match="dedup migrate"):
        SqlArticleStore(database)
    upgrade(empty_url)
    upgrade(empty_url)
    SqlArticleStore(database)
    downgrade(empty_url)
    assert not is_current(database)
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.dispose()


def test_a_schema_of_a_newer_release_is_refused(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaOutdated, match="newer release"):
        require_current(database)


def test_a_difference_is_found(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(text("ALTER TABLE verdicts ADD COLUMN more TEXT"))
    assert len(differences(database)) == 1


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'store.sqlite'}"
    upgrade(url)
    assert is_current(Database(url))


def test_the_latest_revision_is_the_one_that_is_named() -> None:
    assert ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head() == head()


def test_a_database_without_revisions_has_none(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite'}")
    assert not is_current(database)
    with pytest.raises(SchemaOutdated, match="schema none"):
        require_current(database)


def test_every_revision_has_a_number_and_every_table_is_there() -> None:
    assert head().isdigit()
    assert {"articles", "operations", "buckets"} <= set(METADATA.tables)
