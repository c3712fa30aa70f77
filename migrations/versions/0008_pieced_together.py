"""How many stories an article was pieced together from, and whom its message credits.

Revision: 0008, after 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column("verdicts", sa.Column("stories", sa.Integer(), server_default="0", nullable=False))
    op.add_column("contents", sa.Column("credits", sa.Text()))


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_column("contents", "credits")
    op.drop_column("verdicts", "stories")
