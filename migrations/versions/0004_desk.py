"""What the desk lists: the words that are searched, and what a verdict says, beside its JSON.

Revision: 0004, after 0003.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_READ = 500
"""Verdicts read at once: some megabytes."""


def upgrade() -> None:
    """Bring the schema to this revision, and fill in what is stored already."""
    op.add_column("articles", sa.Column("search", sa.Text(), nullable=False, server_default=" "))
    for column in (
        sa.Column("relation", sa.Text(), nullable=False, server_default="unrelated"),
        sa.Column("derivation", sa.Float(), nullable=False, server_default="0"),
        sa.Column("needs_review", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("taken", sa.Float(), nullable=False, server_default="0"),
        sa.Column("best_id", sa.Text()),
        sa.Column("best_title", sa.LargeBinary()),
    ):
        op.add_column("verdicts", column)
    _fill_search(op.get_bind())
    _fill_verdicts(op.get_bind())
    op.create_index("verdicts_relation", "verdicts", ["relation", "article_key"])
    op.create_index("verdicts_best", "verdicts", ["best_id"])


def _fill_search(connection: sa.Connection) -> None:
    read = sa.text("SELECT key, id, title FROM articles WHERE key > :last ORDER BY key LIMIT :n")
    write = sa.text("UPDATE articles SET search = :search WHERE key = :key")
    last = 0
    while rows := connection.execute(read, {"last": last, "n": _READ}).all():
        for key, name, title in rows:
            words = b"" if title is None else bytes(title)
            search = f"{words.decode('utf-8', 'replace')} {name}".replace("\x00", "").lower()
            connection.execute(write, {"search": search, "key": key})
        last = rows[-1][0]


def _fill_verdicts(connection: sa.Connection) -> None:
    read = sa.text("SELECT article_key, verdict FROM verdicts WHERE article_key > :last ORDER BY article_key LIMIT :n")
    write = sa.text(
        "UPDATE verdicts SET relation = :relation, derivation = :derivation, needs_review = :needs_review, "
        "taken = :taken, best_id = :best_id, best_title = :best_title WHERE article_key = :key"
    )
    last = 0
    while rows := connection.execute(read, {"last": last, "n": _READ}).all():
        for key, verdict in rows:
            told = json.loads(bytes(verdict))
            if told is None:
                continue
            best = told["matches"][0]["article"] if told["matches"] else {}
            title = best.get("title")
            coverage = told["coverage"]
            values = {
                "relation": told["relation"],
                "derivation": told["derivation"],
                "needs_review": told["needs_review"],
                "taken": sum(coverage[kind] for kind in ("verbatim", "edited", "paraphrased")),
                "best_id": best.get("id"),
                "best_title": None if title is None else title.encode("utf-8", "surrogatepass"),
            }
            connection.execute(write, values | {"key": key})
        last = rows[-1][0]


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("verdicts_best", "verdicts")
    op.drop_index("verdicts_relation", "verdicts")
    for name in ("best_title", "best_id", "taken", "needs_review", "derivation", "relation"):
        op.drop_column("verdicts", name)
    op.drop_column("articles", "search")
