"""The store: articles, their contents, the operations log, verdicts, properties and MinHash buckets.

Revision: 0001, the first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite gives out row numbers only to a column typed exactly INTEGER.
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "articles",
        sa.Column("key", _SERIAL, primary_key=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("evolved_from", sa.Text()),
        sa.Column("published_at", sa.BigInteger()),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("title", sa.LargeBinary()),
        sa.UniqueConstraint("id", "version", name="articles_id_version"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contents",
        _of_article(),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("paragraph_spans", sa.Text()),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("dimension", sa.SmallInteger(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "operations",
        sa.Column("sequence", _SERIAL, primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article_key", sa.BigInteger(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("total_articles", sa.BigInteger(), nullable=False),
        sa.Column("total_passages", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('add', 'remove')", name="operations_kind"),
        sqlite_autoincrement=True,
    )
    op.create_table("verdicts", _of_article(), sa.Column("verdict", sa.LargeBinary(), nullable=False))
    op.create_table(
        "properties",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "buckets",
        sa.Column("bucket", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("item", sa.BigInteger(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "items",
        sa.Column("item", _SERIAL, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Take the schema back to an empty database."""
    for table in ("items", "buckets", "properties", "verdicts", "operations", "contents", "articles"):
        op.drop_table(table)


def _of_article() -> sa.Column[int]:
    """The key of the article a row belongs to, and goes with."""
    return sa.Column(
        "article_key",
        _SERIAL,
        sa.ForeignKey("articles.key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
