"""Lists show of an original that came in late how much of it the one that took it has.

Revision: 0021, after 0020.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_READ = 500
"""Verdicts read at once: some megabytes."""

_INDEPENDENT = ("series", "same_event", "unrelated")


def upgrade() -> None:
    """Tell it of what is stored already."""
    connection = op.get_bind()
    read = sa.text(
        "SELECT l.article_key AS key, l.best_id, l.best_version, v.verdict FROM listed l "
        "JOIN verdicts v ON v.article_key = l.article_key WHERE l.article_key > :last AND l.stories = 0 "
        "AND l.direction = 'match_from_query' AND l.machine NOT IN :independent ORDER BY l.article_key LIMIT :n"
    ).bindparams(sa.bindparam("independent", expanding=True))
    write = sa.text("UPDATE listed SET taken = :taken WHERE article_key = :key")
    last = 0
    while rows := connection.execute(read, {"last": last, "n": _READ, "independent": _INDEPENDENT}).mappings().all():
        connection.execute(write, [{"key": row["key"], "taken": _share(row)} for row in rows])
        last = rows[-1]["key"]


def _share(row: sa.RowMapping) -> float:
    told = json.loads(bytes(row["verdict"]))
    matches: list[dict[str, Any]] = told.get("matches", []) if isinstance(told, dict) else []
    named = (row["best_id"], row["best_version"])
    best = next((one for one in matches if (one["article"]["id"], one["article"].get("version")) == named), {})
    return float(best.get("containment", {}).get("of_query", 0.0))


def downgrade() -> None:
    """Go back to the one before, where nothing was said of them."""
    op.execute(sa.text("UPDATE listed SET taken = 0 WHERE direction = 'match_from_query' AND stories = 0"))
