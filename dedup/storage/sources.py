"""Which sources are private, in a SQL database: :class:`dedup.access.desks.Sources`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import orjson
from sqlalchemy import delete, func, insert, literal, or_, select, update

from dedup.access.desks import LONGEST_SOURCE, readers_of
from dedup.errors import InvalidAccess
from dedup.storage.accesstables import SourceDeskRow
from dedup.storage.audited import Audited
from dedup.storage.desktables import CheckRow, ViewRow
from dedup.storage.rows import is_storable
from dedup.storage.tables import ArticleRow, VerdictRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from dedup.access.callers import Caller


class SqlSources(Audited):
    """Keeps which sources are private."""

    def private(self) -> dict[str, frozenset[str]]:
        """Private sources by their labels, each with the desks that may read it."""
        with self._database.reading() as connection:
            return private_sources(connection)

    def make_private(self, source: str, desks: frozenset[str], by: Caller, origin: str) -> int:
        """Let only some desks read a source, whosever it was; says how many verdicts have to be made anew.

        Raises:
            InvalidAccess: It is no label, or no desk is named.
        """
        if not source or not is_storable(source) or len(source) > LONGEST_SOURCE or not desks:
            message = "Name the source as its articles have it, and with --to the desks that may read it."
            raise InvalidAccess(message)
        with self._database.transaction() as connection:
            connection.execute(delete(SourceDeskRow).where(SourceDeskRow.source == source))
            rows = [{"source": source, "desk": desk} for desk in sorted(desks)]
            connection.execute(insert(SourceDeskRow), rows)
            self._audit.write(by, "source.private", f"{source}: {', '.join(sorted(desks))}", origin)
            return self._changed(connection, source)

    def open(self, source: str, by: Caller, origin: str) -> int:
        """Let everybody read a source again; says how many verdicts have to be made anew.

        Raises:
            InvalidAccess: It is not private.
        """
        with self._database.transaction() as connection:
            here = SourceDeskRow.source == (source if is_storable(source) else "")
            if not connection.execute(delete(SourceDeskRow).where(here)).rowcount:
                message = f"{source[:80]!r} is not private; `dedup sources list` shows which are."
                raise InvalidAccess(message)
            self._audit.write(by, "source.open", source, origin)
            return self._changed(connection, source)

    def _changed(self, connection: Connection, source: str) -> int:
        """Forget verdicts that tell somebody of a source who may not read it, and all checks."""
        private = private_sources(connection)
        connection.execute(delete(CheckRow))
        named = ViewRow.query.contains(quote_plus(source), autoescape=True)
        connection.execute(update(ViewRow).where(named).values(desks=sorted(private.get(source, ()))))
        others = or_(ArticleRow.source.is_(None), ArticleRow.source.not_in(_narrower(source, private)))
        forgotten = _forget(connection, [source], others) if source in private else 0
        hidden = [other for other, readers in private.items() if not readers_of(source, private).sees(readers)]
        if hidden:
            forgotten += _forget(connection, hidden, ArticleRow.source == source)
        return forgotten


_PRIVATE = select(SourceDeskRow.source, SourceDeskRow.desk)


def private_sources(connection: Connection) -> dict[str, frozenset[str]]:
    """Private sources by their labels, each with the desks that may read it."""
    found: dict[str, set[str]] = {}
    for source, desk in connection.execute(_PRIVATE):
        found.setdefault(source, set()).add(desk)
    return {source: frozenset(desks) for source, desks in found.items()}


def _narrower(source: str, private: Mapping[str, frozenset[str]]) -> list[str]:
    """Sources whose every reader may read a source."""
    readers = private.get(source, frozenset())
    return [other for other in private if readers_of(other, private).sees(readers)]


def _forget(connection: Connection, named: Collection[str], whose: ColumnElement[bool]) -> int:
    """Forget verdicts of some articles that name one of some sources, and say how many."""
    names = or_(*(_names(one, is_sqlite=connection.dialect.name == "sqlite") for one in named))
    keys = select(ArticleRow.key).where(whose)
    return connection.execute(delete(VerdictRow).where(VerdictRow.article_key.in_(keys), names)).rowcount


def _names(source: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """A verdict has a source in its JSON, which is searched as it is: reading a million would take an hour."""
    needle = literal(b'"source":' + orjson.dumps(source))
    find = func.instr if is_sqlite else func.pg_catalog.position
    return find(VerdictRow.verdict, needle) > 0
