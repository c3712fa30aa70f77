"""Paragraphs that recur in the stories of one source.

Revision: 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "sightings",
        sa.Column("paragraph", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column(
            "article_key",
            _SERIAL,
            sa.ForeignKey("articles.key", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("sightings_article", "sightings", ["article_key"])


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("sightings")
