"""Stored texts are found by their words.

Revision: 0011, after 0010.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_READ = 200
"""Articles read at once: some hundred kilobytes of text."""

# What a word was when this step was written.
_LONGEST_TEXT = 200_000
_LONGEST_WORD = 100
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])(?:(?![{_UNSPACED}])(?:[^\W_]|[\u0300-\u036f]))*")

_WRITE = {
    "sqlite": "INSERT INTO fulltext (rowid, title, body) VALUES (:key, :title, :body)",
    "postgresql": "INSERT INTO fulltext (article_key, words) VALUES (:key, CAST(:words AS tsvector))",
}


def upgrade() -> None:
    """Bring the schema to this revision, and take in what is stored already."""
    if op.get_bind().dialect.name == "sqlite":
        # Its own words are kept beside the index, so that one article can be taken out of it again; ranks are not asked
        # for, so neither are sizes.
        op.execute("CREATE VIRTUAL TABLE fulltext USING fts5 (title, body, columnsize=0, tokenize='unicode61')")
    else:
        op.execute(
            "CREATE TABLE fulltext (article_key BIGINT PRIMARY KEY REFERENCES articles (key) ON DELETE CASCADE, "
            "words tsvector NOT NULL)"
        )
    _fill(op.get_bind())
    if op.get_bind().dialect.name != "sqlite":
        op.execute("CREATE INDEX fulltext_words ON fulltext USING gin (words)")


def _fill(connection: sa.Connection) -> None:
    read = sa.text(
        "SELECT a.key, a.title, c.text FROM articles a JOIN contents c ON c.article_key = a.key "
        "WHERE a.key > :last ORDER BY a.key LIMIT :n"
    )
    dialect = connection.dialect.name
    last = 0
    while rows := connection.execute(read, {"last": last, "n": _READ}).all():
        for key, title, body in rows:
            values = _values(dialect, _words(title or b""), _words(body))
            connection.execute(sa.text(_WRITE[dialect]), {"key": key, **values})
        last = rows[-1][0]


def _values(dialect: str, title: list[str], body: list[str]) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"title": " ".join(title), "body": " ".join(body)}
    places: dict[str, list[int]] = {}
    for start, words in ((1, title), (len(title) + 2, body)):
        for number, word in enumerate(words, start):
            places.setdefault(word, []).append(number)
    return {"words": " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())}


def _words(content: bytes) -> list[str]:
    text = bytes(content).decode("utf-8", "surrogatepass")
    return [word for match in _WORD.finditer(text, 0, _LONGEST_TEXT) if (word := _folded(match[0]))]


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()[:_LONGEST_WORD]
    apart = unicodedata.normalize("NFKD", word).casefold()
    return "".join(one for one in apart if one.isalnum())[:_LONGEST_WORD]


def downgrade() -> None:
    """Go back to the one before."""
    op.execute("DROP TABLE fulltext")
