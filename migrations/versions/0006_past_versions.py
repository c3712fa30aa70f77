"""What is remembered of versions that were removed, and who of two took, for lists.

Revision: 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "past_versions",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False, index=True),
        sa.Column("story", sa.Text(), nullable=False, index=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("shingles", sa.LargeBinary(), nullable=False),
    )
    op.create_index("past_versions_source_published", "past_versions", ["source", "published_at"])
    op.add_column("verdicts", sa.Column("direction", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_column("verdicts", "direction")
    op.drop_table("past_versions")
