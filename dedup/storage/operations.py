"""The operations log: one row a change of the store, in the order of commits, with the totals after it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, func, insert, select, update

from dedup.ports.records import Counts, Operation
from dedup.storage.announcing import announce
from dedup.storage.partitions import drop_old, make_room
from dedup.storage.tables import OperationRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.engine import Connection

    from dedup.storage.database import Database

_READ = 5000
"""Operations fetched, or forgotten, at once: some 0.5 MB."""

_NEWEST = (
    select(OperationRow.total_articles, OperationRow.total_passages, OperationRow.sequence)
    .order_by(OperationRow.sequence.desc())
    .limit(1)
)
"""Asked several times a lookup: to put the question together takes as long as the answer."""


_TURN = 0x6465647570666F6C
"""Key of the PostgreSQL advisory lock of who brings a shared index in step: "dedupfol"."""

_FROZEN_SECONDS = 30
"""After which who holds it and says nothing is taken for frozen."""


def counts(connection: Connection) -> Counts:
    """How much is stored: one look-up, since the log keeps the totals."""
    row = connection.execute(_NEWEST).first()
    return Counts(0, 0, 0) if row is None else Counts(*row)


def log(connection: Connection, kind: Literal["add", "remove"], changed: Sequence[tuple[int, int]]) -> None:
    """Write the operation of each article, given by its key and how many passages it has, with the totals after it."""
    totals = counts(connection)
    articles, passages, sign = totals.articles, totals.passages, 1 if kind == "add" else -1
    now = datetime.now(UTC)
    rows = []
    for key, count in changed:
        articles, passages = articles + sign, passages + sign * count
        totals_after = {"total_articles": articles, "total_passages": passages, "written_at": now}
        rows.append({"kind": kind, "article_key": key, "passages": count, **totals_after})
    make_room(connection, len(rows))
    connection.execute(insert(OperationRow), rows)
    announce(connection)


def recount(connection: Connection, more: int) -> None:
    """Correct the total of passages, where an article was cut anew and has so many more."""
    newest = select(func.max(OperationRow.sequence)).scalar_subquery()
    total = OperationRow.total_passages + more
    connection.execute(update(OperationRow).where(OperationRow.sequence == newest).values(total_passages=total))


def after(database: Database, sequence: int) -> Iterator[Operation]:
    """Operations later than a sequence number, in order, some thousand in a transaction."""
    columns = (OperationRow.sequence, OperationRow.kind, OperationRow.article_key, OperationRow.passages)
    while True:
        with database.reading() as connection:
            query = select(*columns).where(OperationRow.sequence > sequence).order_by(OperationRow.sequence)
            rows = connection.execute(query.limit(_READ)).all()
        if not rows:
            return
        for number, kind, key, passages in rows:
            yield Operation(number, "add" if kind == "add" else "remove", key, passages)
        sequence = rows[-1].sequence


def reaches(connection: Connection, sequence: int) -> bool:
    """Whether the log still tells all that happened after an operation; 0 is before anything was stored.

    Before an operation that leaves what it added and nothing else, the store was empty, as who is at 0 is.
    """
    oldest = connection.execute(select(OperationRow.__table__).order_by(OperationRow.sequence).limit(1)).first()
    if oldest is None or sequence >= oldest.sequence:
        return True
    alone = oldest.kind == "add" and oldest.total_articles == 1 and oldest.total_passages == oldest.passages
    return sequence == 0 and alone


def waiting_since(connection: Connection, sequence: int) -> datetime | None:
    """When the first operation later than a sequence number was written; None if there is none."""
    query = select(OperationRow.written_at).where(OperationRow.sequence > sequence).order_by(OperationRow.sequence)
    return connection.execute(query.limit(1)).scalar_one_or_none()


def trim(database: Database, before: datetime) -> int:
    """Forget operations that were written before a moment, never the newest one; how many went.

    They go from the oldest on, so that the log has no holes: on PostgreSQL by the part, as long as all in it is old,
    then in transactions of some thousand, so that no writer waits for long.
    """
    total, all_dropped = drop_old(database, before)
    if not all_dropped:
        return total
    oldest = select(OperationRow.sequence, OperationRow.written_at).order_by(OperationRow.sequence)
    while True:
        with database.writing() as connection:
            rows = connection.execute(oldest.limit(_READ + 1)).all()
            kept = next((at for at, row in enumerate(rows) if row.written_at >= before), len(rows) - 1)
            if kept <= 0:
                return total
            connection.execute(delete(OperationRow).where(OperationRow.sequence < rows[kept].sequence))
        total += kept


@contextmanager
def turn(database: Database) -> Iterator[Callable[[], None] | None]:
    """Be the one process that brings a shared index in step with the log, if no other is; it does not wait.

    A file of SQLite is one machine's; what two processes do to an index from there is the same twice.

    Yields:
        To be called between steps of the work: a process that is frozen loses its turn after half a minute. None where
        it is another's turn.
    """
    if database.is_sqlite:
        yield lambda: None
        return
    with database.held(_TURN, _FROZEN_SECONDS) as go_on:
        yield go_on
