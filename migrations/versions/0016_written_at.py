"""Operations say when they were written: how far behind an index is in seconds, and what of the log may go.

Revision: 0016, after 0014.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; what is in the log counts as written now."""
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    if op.get_bind().dialect.name == "sqlite":
        op.add_column("operations", sa.Column("written_at", sa.BigInteger()))
        op.execute(sa.text("UPDATE operations SET written_at = :now").bindparams(now=now))
    else:  # a constant default is no rewrite of the table, however long the log
        op.add_column("operations", sa.Column("written_at", sa.BigInteger(), server_default=str(now)))
        op.alter_column("operations", "written_at", server_default=None)


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_column("operations", "written_at")
