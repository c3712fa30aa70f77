"""Keys have limits of their own, and sources may be private to desks.

Revision: 0018, after 0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_OF_DESKS = ("api_keys", "users", "views", "checks")


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column("api_keys", sa.Column("per_minute", sa.Integer()))
    op.create_table(
        "source_desks",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "desk"),
    )
    for table in _OF_DESKS:
        op.add_column(table, sa.Column("desks", sa.Text(), nullable=False, server_default="[]"))
    op.create_index("articles_source", "articles", ["source", "passages"])


def downgrade() -> None:
    """Take it back: what was private is everybody's."""
    op.drop_index("articles_source", "articles")
    for table in reversed(_OF_DESKS):
        op.drop_column(table, "desks")
    op.drop_table("source_desks")
    op.drop_column("api_keys", "per_minute")
