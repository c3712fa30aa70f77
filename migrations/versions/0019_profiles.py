"""What a comparison reads off a text is kept with it; where it is not, the next comparison keeps it.

Revision: 0019, after 0018.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column("contents", sa.Column("profile", sa.LargeBinary()))


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_column("contents", "profile")
