"""Verdicts that are to be made anew, until they are.

Revision: 0017, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "owed_verdicts",
        sa.Column(
            "article_key",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.ForeignKey("articles.key", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("with_later", sa.Boolean, nullable=False),
        sa.Column("window_days", sa.Integer),
    )


def downgrade() -> None:
    """Go back to the one before; first verdicts that were to be made anew stay as they are."""
    op.drop_table("owed_verdicts")
