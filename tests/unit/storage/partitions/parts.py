"""What lies in which part, and who reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text, update

from dedup.storage.tables import OperationRow
from tests.contracts.articlestore.storing import new_article

if TYPE_CHECKING:
    from dedup.storage.database import Database
    from dedup.storage.store import SqlArticleStore

OLD = timedelta(days=2)


def add(store: SqlArticleStore, *names: str) -> list[int]:
    return store.add_all([new_article(name) for name in names])


def goes_on_at(database: Database, sequence: int) -> None:
    """Have the log be as long as if there had been so many operations."""
    with database.transaction() as connection:
        connection.execute(text("SELECT setval('operations_sequence_seq', :at, false)"), {"at": sequence})


def parts(database: Database) -> dict[str, int]:
    """The parts of the log that are there, from the oldest on, and how many operations are in each."""
    tables = text(
        "SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'operations'::regclass "
        "ORDER BY CAST(substring(relname FROM '[0-9]+') AS bigint)"
    )
    with database.reading() as connection:
        names = connection.execute(tables).scalars().all()
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}  # noqa: S608 - theirs


def age(database: Database, until: int) -> None:
    with database.transaction() as connection:
        written = {"written_at": datetime.now(UTC) - OLD}
        connection.execute(update(OperationRow).where(OperationRow.sequence <= until).values(written))


def trim(store: SqlArticleStore) -> int:
    return store.trim(datetime.now(UTC) - OLD / 2)


def logged(store: SqlArticleStore) -> list[int]:
    return [operation.sequence for operation in store.operations(0)]
