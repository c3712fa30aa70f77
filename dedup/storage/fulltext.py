"""Words of stored texts in a SQL database: FTS5 in SQLite, a ``tsvector`` in PostgreSQL; both told what a word is.

Neither database cuts the texts: they get the words of :mod:`dedup.text.searching`, so that both find the same, and the
marks on a page stand where they matched. The table is none of SQLAlchemy's: SQLite's is a virtual one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import text

from dedup.likeness import ANYWHERE
from dedup.storage.rows import is_storable
from dedup.storage.tables import Instant
from dedup.text.searching import Query, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import TextClause
    from sqlalchemy.engine import Connection

    from dedup.likeness import Within
    from dedup.storage.database import Database
    from dedup.text.searching import Phrase

TABLE = "fulltext"

_WRITE = {
    "sqlite": text("INSERT INTO fulltext (rowid, title, body) VALUES (:key, :title, :body)"),
    "postgresql": text("INSERT INTO fulltext (article_key, words) VALUES (:key, CAST(:words AS tsvector))"),
}
_MATCHES = {
    # CROSS JOIN keeps SQLite to this order: it follows the matches from the newest on and stops at the limit.
    "sqlite": "SELECT f.rowid FROM fulltext f CROSS JOIN listed l ON l.article_key = f.rowid "
    "WHERE fulltext MATCH :query",
    "postgresql": "SELECT f.article_key FROM fulltext f JOIN listed l ON l.article_key = f.article_key "
    "WHERE f.words @@ CAST(:query AS tsquery)",
}
_WITH = {
    "sqlite": "SELECT {0}, json_group_array(k) FROM "
    "(SELECT f.rowid AS k FROM fulltext f WHERE fulltext MATCH :p{0} AND {1} LIMIT :most)",
    # Materialized, so that the limit does not make PostgreSQL go through the table in the hope of soon having enough.
    "postgresql": "(WITH m AS MATERIALIZED (SELECT f.article_key AS k FROM fulltext f "
    "WHERE f.words @@ CAST(:p{0} AS tsquery)) "
    "SELECT {0}, CAST(json_agg(k) AS text) FROM (SELECT k FROM m WHERE {1} LIMIT :most) l)",
}
"""Articles with one phrase of several, by its number, and what else must hold of them. They come as JSON: of rows, of
which there are thousands, each would cost more than the database takes to find it."""
_SEEN = {
    # Asked of each that was found; as IN, SQLite would search the words anew for each article that is seen.
    "sqlite": "EXISTS (SELECT 1 FROM articles a WHERE a.key = f.rowid)",
    # OFFSET 0 keeps PostgreSQL from reading all articles first.
    "postgresql": "EXISTS (SELECT 1 FROM articles a WHERE a.key = m.k OFFSET 0)",
}
_EARLIER = {"sqlite": "f.rowid < :before", "postgresql": "m.k < :before"}
_KEY = {"sqlite": "f.rowid", "postgresql": "f.article_key"}
_CONDITIONS = {
    "source": "l.source = :source",
    "since": "coalesce(l.published_at, l.stored_at) >= :since",
    "until": "coalesce(l.published_at, l.stored_at) < :until",
}


def write(connection: Connection, key: int, title: str | None, body: str) -> None:
    """Let an article be found by its words, in the transaction that stores it."""
    dialect = connection.dialect.name
    headline, words = ([word.folded for word in words_of(part)] for part in (title or "", body))
    if dialect == "sqlite":
        values: dict[str, Any] = {"title": " ".join(headline), "body": " ".join(words)}
    else:
        values = {"words": _tsvector(headline, words)}
    connection.execute(_WRITE[dialect], {"key": key, **values})


def erase(connection: Connection, key: int) -> None:
    """Let an article be found no more; PostgreSQL does so by itself when its row goes."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM fulltext WHERE rowid = :key"), {"key": key})


def keys_with(
    connection: Connection, phrases: Sequence[Phrase], most: int, before: int | None = None, *, narrowed: bool
) -> list[list[int]]:
    """For each phrase the articles that have it, in headline or body; none where they are more than so many.

    Args:
        connection: To the store.
        phrases: What is looked for, all of it with one statement.
        most: Articles of each.
        before: Only with a lower key.
        narrowed: The connection hides articles, which are not counted then.
    """
    if not phrases:
        return []
    dialect = connection.dialect.name
    values: dict[str, Any] = {"most": most + 1} if before is None else {"most": most + 1, "before": before}
    values |= {f"p{number}": _ASKED[dialect](Query((phrase,))) for number, phrase in enumerate(phrases)}
    statement = _with(dialect, len(phrases), narrowed=narrowed, earlier=before is not None)
    found: list[list[int]] = [[] for _ in phrases]
    for number, keys in connection.execute(statement, values):
        found[number] = orjson.loads(keys or "[]")
    return [keys if len(keys) <= most else [] for keys in found]


@cache
def _with(dialect: str, phrases: int, *, narrowed: bool, earlier: bool) -> TextClause:
    conditions = [_SEEN[dialect]] * narrowed + [_EARLIER[dialect]] * earlier
    one = _WITH[dialect].format("{0}", " AND ".join(conditions) or "TRUE")
    return text(" UNION ALL ".join(one.format(number) for number in range(phrases)))


class SqlFullText:
    """Finds articles by their words.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, query: Query, within: Within = ANYWHERE, before: int | None = None) -> list[int]:
        """Keys of the articles that have all that is searched, the newest first.

        Args:
            query: What is searched.
            within: Where to look, its end left out; what has no time of publication is placed by when it was stored.
            before: Only with a lower key: the next page.
        """
        if within.source is not None and not is_storable(within.source):
            return []
        with self._database.reading() as connection:
            dialect = connection.dialect
            values: dict[str, Any] = {"query": _ASKED[dialect.name](query), "limit": within.limit}
            times = (("since", within.since), ("until", within.until))
            given: dict[str, Any] = {"source": within.source}
            given |= {name: Instant().process_bind_param(at, dialect) for name, at in times}
            conditions = [condition for name, condition in _CONDITIONS.items() if given[name] is not None]
            values |= {name: value for name, value in given.items() if value is not None}
            if before is not None:
                conditions.append(f"{_KEY[dialect.name]} < :before")
                values["before"] = before
            parts = " AND ".join([_MATCHES[dialect.name], *conditions])
            statement = text(f"{parts} ORDER BY {_KEY[dialect.name]} DESC LIMIT :limit")
            return list(connection.execute(statement, values).scalars())


def _fts5(query: Query) -> str:
    return " ".join(f'"{" ".join(one.words)}"{" *" if one.is_prefix else ""}' for one in query.phrases)


def _tsquery(query: Query) -> str:
    return " & ".join(
        "("
        + " <-> ".join([*(f"'{word}'" for word in one.words[:-1]), _last(one.words[-1], prefix=one.is_prefix)])
        + ")"
        for one in query.phrases
    )


def _last(word: str, *, prefix: bool) -> str:
    return f"'{word}':*" if prefix else f"'{word}'"


def _tsvector(title: Sequence[str], body: Sequence[str]) -> str:
    """Words with their places; one is left out between headline and body, which no phrase spans."""
    places: dict[str, list[int]] = {}
    for number, word in enumerate(title, start=1):
        places.setdefault(word, []).append(number)
    for number, word in enumerate(body, start=len(title) + 2):
        places.setdefault(word, []).append(number)
    return " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())


_ASKED = {"sqlite": _fts5, "postgresql": _tsquery}
