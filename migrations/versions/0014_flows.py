"""Lists know who took from whom.

Revision: 0014, after 0013.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_READ = 500
"""Verdicts read at once: some megabytes."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 24 * 3_600 * 1_000_000
_COLUMNS = ("way", "taker", "origin", "origin_id", "delay", "taken_at")
_INDEX = ("relation", "taken_at", "way", "taker", "origin", "origin_id", "delay", "credited")


def upgrade() -> None:
    """Bring the schema to this revision, and tell it of what is stored already."""
    for name in _COLUMNS:
        kind = sa.BigInteger() if name in {"delay", "taken_at"} else sa.Text()
        op.add_column("listed", sa.Column(name, kind))
    _fill(op.get_bind())
    where = sa.text("taken_at IS NOT NULL")
    op.create_index("listed_taking", "listed", list(_INDEX), sqlite_where=where, postgresql_where=where)


def _fill(connection: sa.Connection) -> None:
    read = sa.text(
        "SELECT a.key, a.id, a.source, a.published_at, a.stored_at, l.best_id, v.verdict FROM listed l "
        "JOIN articles a ON a.key = l.article_key JOIN verdicts v ON v.article_key = a.key "
        "WHERE a.key > :last AND l.best_id IS NOT NULL ORDER BY a.key LIMIT :n"
    )
    named = ", ".join(f"{name} = :{name}" for name in _COLUMNS)
    write = sa.text(f"UPDATE listed SET {named} WHERE article_key = :key")  # noqa: S608 - our constants
    last = 0
    while rows := connection.execute(read, {"last": last, "n": _READ}).mappings().all():
        connection.execute(write, [_values(row) for row in rows])
        last = rows[-1]["key"]


def _values(row: sa.RowMapping) -> dict[str, Any]:
    told = json.loads(bytes(row["verdict"]))
    matches = told.get("matches", ()) if isinstance(told, dict) else ()
    match: dict[str, Any] = next((one for one in matches if one["article"]["id"] == row["best_id"]), {})
    best = match.get("article", {})
    listed = (row["id"], row["source"], row["published_at"])
    other = (row["best_id"], best.get("source"), _microseconds(best.get("published_at")))
    direction = match.get("direction") if match.get("direction_by") == "time" else None
    early, late = (listed, other) if direction == "match_from_query" else (other, listed)
    values: dict[str, Any] = {"key": row["key"], **dict.fromkeys(_COLUMNS)}
    values["taken_at"] = row["stored_at"] if late[2] is None else late[2]
    same = early[1] and late[1] and _folded(early[1]) == _folded(late[1])
    if match.get("own") or same:
        values["way"] = "own"
    elif direction not in {"query_from_match", "match_from_query"}:
        values["way"] = "unknown"
    else:
        values["way"] = "taken" if early[1] and late[1] else "unnamed"
        values |= {"taker": late[1], "origin": early[1], "origin_id": early[0], "delay": _delay(early[2], late[2])}
    return values


def _microseconds(told: str | None) -> int | None:
    return None if not told else (datetime.fromisoformat(told) - _EPOCH) // timedelta(microseconds=1)


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _delay(early: int | None, late: int | None) -> int | None:
    if early is None or late is None or late < early or early % _DAY == 0 or late % _DAY == 0:
        return None
    return (late - early) // 1_000_000


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("listed_taking", "listed")
    for name in _COLUMNS:
        op.drop_column("listed", name)
