"""A database as those see it who may not see every source: each table stands behind a view without what is hidden.

Both databases look for a table among a connection's temporary ones first. So a connection that has a temporary view of
the same name as each table reads through the views, whatever the query and whoever wrote it: what is read over such a
database can not forget to leave something out. Which sources are hidden is itself read there, with each query.
"""

# ruff: noqa: S608 - statements are put together from names that stand in the code, and desks' checked ones

from __future__ import annotations

import time
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event, text

from dedup.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Connection

    from dedup.access.desks import Sight

LOOK_SECONDS: Final = 1.0
"""How long it may take until a database without private sources finds out that it has one."""

EVERYTHING: Final = "*"
"""Among the desks of what somebody kept: nothing was hidden from them, since nobody had to say who they are."""

_ANY: Final = text("SELECT EXISTS (SELECT 1 FROM source_desks)")
_HIDDEN: Final = "(SELECT source FROM hidden_sources)"


def _seen(column: str) -> str:
    """A source is not hidden."""
    return f"({column} IS NULL OR {column} NOT IN {_HIDDEN})"


def _is_hidden(name: str) -> str:
    """An id has an article of a hidden source, or had one: what was removed is remembered."""
    tables = ("articles", "past_versions")
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {{main}}.{table} h WHERE h.id = {name} AND h.source IN {_HIDDEN})" for table in tables
    )


def _is_seen(name: str) -> str:
    """An id has, or had, an article of a source that is seen."""
    return " OR ".join(f"EXISTS (SELECT 1 FROM {one} s WHERE s.id = {name})" for one in ("articles", "past_versions"))


def _of_article(table: str) -> str:
    return f"SELECT t.* FROM {{main}}.{table} t WHERE EXISTS (SELECT 1 FROM articles a WHERE a.key = t.article_key)"


_HIDDEN_ONES: Final = f"FROM {{main}}.articles h WHERE h.source IN {_HIDDEN}"

VIEWS: Final = {
    "hidden_sources": "SELECT DISTINCT source FROM {main}.source_desks WHERE source NOT IN ({sources})",
    "articles": f"SELECT * FROM {{main}}.articles WHERE {_seen('source')}",
    "past_versions": f"SELECT * FROM {{main}}.past_versions WHERE {_seen('source')}",
    "contents": _of_article("contents"),
    "verdicts": _of_article("verdicts"),
    "sightings": _of_article("sightings"),
    "owed_verdicts": _of_article("owed_verdicts"),
    # The closest one, and who took from whom, are hidden only while a verdict is about to be made anew.
    "listed": "SELECT * FROM {main}.listed WHERE "
    + " AND ".join(_seen(column) for column in ("source", "best_source", "taker", "origin")),
    "operations": "SELECT o.sequence, o.kind, o.article_key, o.passages, o.written_at, "
    f"o.total_articles - (SELECT count(*) {_HIDDEN_ONES}) AS total_articles, "
    f"o.total_passages - (SELECT coalesce(sum(h.passages), 0) {_HIDDEN_ONES}) AS total_passages "
    "FROM {main}.operations o",
    # A message says whose it is by its sender's source, or by what became of it; one that says neither is not shown.
    "messages": "SELECT m.* FROM {main}.messages m WHERE CASE WHEN m.source IS NOT NULL "
    f"THEN m.source NOT IN {_HIDDEN} ELSE m.outcome <> '[]' AND NOT EXISTS "
    f"(SELECT 1 FROM {{items}} WHERE {{guid}} IS NULL OR ({_is_hidden('{guid}')}) OR NOT ({_is_seen('{guid}')})) END",
    "wire_states": f"SELECT t.* FROM {{main}}.wire_states t WHERE NOT ({_is_hidden('t.guid')})",
    "alerts": f"SELECT t.* FROM {{main}}.alerts t WHERE NOT EXISTS (SELECT 1 FROM {{named}} "
    f"WHERE {_is_hidden('{name}')})",
    "deliveries": "SELECT t.* FROM {main}.deliveries t WHERE EXISTS (SELECT 1 FROM alerts l WHERE l.id = t.alert_id)",
    "delivery_attempts": "SELECT t.* FROM {main}.delivery_attempts t "
    "WHERE EXISTS (SELECT 1 FROM deliveries d WHERE d.id = t.delivery_id)",
    "feedback": "SELECT t.* FROM {main}.feedback t "
    f"WHERE NOT ({_is_hidden('t.query_id')} OR {_is_hidden('t.match_id')})",
    # Of a story that begins with something that never came, other articles say whose it is.
    "mutes": f"SELECT t.* FROM {{main}}.mutes t WHERE {_seen('t.first')} AND {_seen('t.second')} "
    f"AND NOT ({_is_hidden('t.story')}) AND (NOT EXISTS (SELECT 1 FROM {{main}}.articles h WHERE h.story = t.story "
    f"AND h.source IN {_HIDDEN}) OR EXISTS (SELECT 1 FROM articles s WHERE s.story = t.story))",
    # What was done together is shown whole or not at all.
    "actions": "SELECT t.* FROM {main}.actions t WHERE NOT EXISTS (SELECT 1 FROM {main}.actions o "
    f"WHERE o.batch = t.batch AND ({_is_hidden('o.article_id')} OR {_is_hidden('o.match_id')}))",
    # What somebody kept may name whatever they saw, so it is for those who see as much.
    "views": "SELECT t.* FROM {main}.views t WHERE {kept}",
    "checks": "SELECT t.* FROM {main}.checks t WHERE {kept}",
}
"""Each view by its name, in the order in which they are made: later ones read earlier ones."""


class SeenDatabase(Database):
    """A database of which some sources are hidden.

    Reads go through the views. Changes are the whole database's, and what is read in the midst of one is not narrowed:
    who asks for a change names what they were shown.

    Args:
        whole: The database.
        sight: What is seen of it.
    """

    def __init__(self, whole: Database, sight: Sight) -> None:
        super().__init__(whole.url.render_as_string(hide_password=False))
        self.sight = sight
        self._whole = whole
        self._looked = -LOOK_SECONDS
        self._hides = False
        event.listen(self.engine, "connect", self._cover)

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside a transaction of the whole database."""
        return self._whole.in_transaction

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """As of the whole database."""
        with self._whole.transaction() as connection:
            yield connection

    @contextmanager
    def unbound_transaction(self) -> Iterator[Connection]:
        """As of the whole database."""
        with self._whole.unbound_transaction() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """As of the whole database."""
        with self._whole.writing() as connection:
            yield connection

    def write_if_idle(self, write: Callable[[Connection], None]) -> bool:
        """As of the whole database."""
        return self._whole.write_if_idle(write)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Join this thread's transaction, or take a connection that reads through the views."""
        if self._whole.in_transaction or not self.is_narrowed:
            with self._whole.reading() as connection:
                yield connection
        else:
            with super().reading() as connection:
                yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """As of the whole database, and of what reads through the views."""
        with self._whole.together(), super().together() if self.is_narrowed else nullcontext():
            yield

    @property
    def is_narrowed(self) -> bool:
        """Whether any source is private; as long as none is, queries are the whole database's own."""
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            with self._whole.reading() as connection:
                found = connection.execute(_ANY).scalar_one()
            self._hides, self._looked = bool(found), time.monotonic()
        return self._hides

    def _cover(self, connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        cursor = connection.cursor()
        main = "main"
        if not self.is_sqlite:
            cursor.execute("SELECT quote_ident(current_schema())")
            (main,) = cursor.fetchone()
        parts = self._parts(main)
        for name, query in VIEWS.items():
            cursor.execute(f"CREATE TEMP VIEW {name} AS {query.format(main=main, **parts)}")
        cursor.close()
        if not self.is_sqlite:
            connection.commit()

    def _parts(self, main: str) -> dict[str, str]:
        """What differs by sight and by database; the names of desks have no quotation marks."""
        desks = ", ".join(f"'{desk}'" for desk in sorted(self.sight.desks)) or "''"
        sources = f"SELECT source FROM {main}.source_desks WHERE desk IN ({desks})"
        if self.sight.shared:
            sources += f" GROUP BY source HAVING count(*) = {len(self.sight.desks)}"
        parts = _SQLITE if self.is_sqlite else _POSTGRESQL
        return {"sources": sources, **parts, "kept": parts["kept"].format(desks=desks)}


_SQLITE: Final = {
    "items": "json_each(m.outcome) i",
    "guid": "json_extract(i.value, '$.guid')",
    "named": "json_each(t.articles) i",
    "name": "i.value",
    "kept": "NOT EXISTS (SELECT 1 FROM json_each(t.desks) i WHERE i.value NOT IN ({desks}))",
}
_POSTGRESQL: Final = {
    # Text of JSON that PostgreSQL can not decode, with a NUL or half of a pair, says nothing.
    "items": "json_array_elements((CASE WHEN m.outcome ~* '\\\\u(0000|d[89a-f])' THEN '[{}]' ELSE m.outcome END)::json)"
    " i(value)",
    "guid": "(i.value ->> 'guid')",
    "named": "json_array_elements_text(t.articles::json) i(value)",
    "name": "i.value",
    "kept": "NOT EXISTS (SELECT 1 FROM json_array_elements_text(t.desks::json) i(value) "
    "WHERE i.value NOT IN ({desks}))",
}


def kept_for(database: Database) -> list[str]:
    """The desks that all have to be somebody's who is shown what is kept over a database now."""
    if isinstance(database, SeenDatabase):
        return sorted(database.sight.desks)
    with database.reading() as connection:
        return [EVERYTHING] if connection.execute(_ANY).scalar_one() else []
