"""Alerts, their deliveries, and every attempt to deliver one.

Revision: 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite gives out row numbers only to a column typed exactly INTEGER.
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "alerts",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False, unique=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text()),
        sa.Column("articles", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "deliveries",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("alert_id", sa.BigInteger(), nullable=False, index=True),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("deliveries_state_due", "deliveries", ["state", "due_at"])
    op.create_table(
        "delivery_attempts",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False, index=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.LargeBinary()),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "disabled_destinations",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Go back to the one before."""
    for table in ("disabled_destinations", "delivery_attempts", "deliveries", "alerts"):
        op.drop_table(table)
