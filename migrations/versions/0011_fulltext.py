"""Stored texts are found by their words.

Revision: 0011, after 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dedup.storage.fulltext import write

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_READ = 200
"""Articles read at once: some hundred kilobytes of text."""


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
    last = 0
    while rows := connection.execute(read, {"last": last, "n": _READ}).all():
        for key, title, body in rows:
            write(connection, key, None if title is None else _decoded(title), _decoded(body))
        last = rows[-1][0]


def _decoded(content: bytes) -> str:
    return bytes(content).decode("utf-8", "surrogatepass")


def downgrade() -> None:
    """Go back to the one before."""
    op.execute("DROP TABLE fulltext")
