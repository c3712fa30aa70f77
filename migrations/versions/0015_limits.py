"""Keys have limits of their own.

Revision: 0015, after 0014.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column("api_keys", sa.Column("per_minute", sa.Integer()))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("api_keys", "per_minute")
