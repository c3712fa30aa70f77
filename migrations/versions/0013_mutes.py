"""Alerts are muted, and know whom they are about.

Revision: 0013, after 0012.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_READ = 200
"""Alerts read at once: some megabytes of payload."""


def upgrade() -> None:
    """Bring the schema to this revision; alerts that were raised before can be muted too."""
    op.create_table(
        "mutes",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("story", sa.Text()),
        sa.Column("first", sa.Text()),
        sa.Column("second", sa.Text()),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("lifted_by", sa.LargeBinary()),
        sa.Column("lifted_at", sa.BigInteger()),
        sqlite_autoincrement=True,
    )
    op.add_column("alerts", sa.Column("about", sa.Text()))
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    read = sa.text(
        "SELECT id, payload, relation FROM alerts WHERE id > :last AND kind = 'derived' ORDER BY id LIMIT :n"
    )
    write = sa.text("UPDATE alerts SET about = :about WHERE id = :id")
    last = 0
    while rows := connection.execute(read, {"last": last, "n": _READ}).all():
        for number, payload, relation in rows:
            about = _about(connection, json.loads(bytes(payload)), relation)
            if about is not None:
                connection.execute(write, {"about": json.dumps(about, separators=(",", ":")), "id": number})
        last = rows[-1][0]


def _about(connection: sa.Connection, payload: dict, relation: str | None) -> dict | None:  # type: ignore[type-arg]
    """Whom an alert is about, as its payload tells it; of what was pieced together the largest source alone."""
    article, match = payload.get("article"), payload.get("match")
    if not article or not match or relation is None:
        return None
    found = connection.execute(sa.text("SELECT story FROM articles WHERE id = :id"), {"id": match["id"]}).scalar()
    stories = dict.fromkeys((article["story"], found or match["id"]))
    return {
        "article": article["id"],
        "version": str(article["version"]),
        "match": match["id"],
        "stories": list(stories),
        "pairs": [sorted((article["source"] or "", match["source"] or ""))],
        "relation": relation,
    }


def downgrade() -> None:
    """Go back to the one before; what is muted is given up, and can be delivered again."""
    op.execute("UPDATE deliveries SET state = 'failed' WHERE state = 'muted'")
    op.drop_column("alerts", "about")
    op.drop_table("mutes")
