"""The inbox: messages as they came, and what is known of each story of a sender.

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite gives out row numbers only to a column typed exactly INTEGER.
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "messages",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("format", sa.Text()),
        sa.Column("media_type", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, unique=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'working', 'done', 'skipped', 'failed', 'dead')", name="messages_state"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("messages_state_due", "messages", ["state", "due_at"])
    op.create_table(
        "wire_states",
        sa.Column("guid", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text()),
        sa.Column("version_created", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("embargoed_until", sa.BigInteger()),
        sa.Column("evolved_from", sa.Text()),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("slug", sa.LargeBinary()),
        sa.Column("credits", sa.Text(), nullable=False),
    )
    op.create_index("articles_story", "articles", ["story"])


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("articles_story", "articles")
    op.drop_table("wire_states")
    op.drop_table("messages")
