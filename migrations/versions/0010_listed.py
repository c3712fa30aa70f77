"""A narrow row for lists, what editors do to stories, and the views they keep.

Revision: 0010, after 0009.
"""

from __future__ import annotations

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_READ = 200
"""Articles read at once, with texts and verdicts: some megabytes."""

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_LEAD = 160
_TOOK = {"identical", "near_copy", "partial_copy", "rewrite"}
_DERIVED = _TOOK | {"update"}
_AGENCIES = (
    ("ap", "associated press", "the associated press"),
    ("afp", "agence france-presse", "agence france presse"),
    ("reuters", "thomson reuters"),
    ("dpa", "deutsche presse-agentur"),
    ("pa", "press association", "pa media", "pa sport"),
    ("upi", "united press international"),
    ("aap", "australian associated press"),
    ("cp", "canadian press", "the canadian press"),
    ("ansa",),
    ("efe", "agencia efe"),
    ("kyodo", "kyodo news", "kyodonews"),
    ("tass", "itar-tass"),
    ("ntb", "norsk telegrambyrå"),
    ("tt", "tidningarnas telegrambyrå"),
    ("belga",),
    ("anp",),
    ("stt",),
    ("ritzau",),
)
"""Agencies by the forms in which papers named them when this step was written."""
_ACRONYM = 4
_MOVED = ("relation", "derivation", "needs_review", "taken", "stories", "best_id", "best_title", "direction")


def upgrade() -> None:
    """Bring the schema to this revision, and fill in what is stored already."""
    op.create_table(
        "listed",
        sa.Column("article_key", _SERIAL, nullable=False, autoincrement=False),
        sa.Column("source", sa.Text()),
        sa.Column("published_at", sa.BigInteger()),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("lead", sa.LargeBinary()),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("doubted", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.Float(), nullable=False),
        sa.Column("taken", sa.Float(), nullable=False),
        sa.Column("best_id", sa.Text()),
        sa.Column("best_version", sa.Text()),
        sa.Column("best_title", sa.LargeBinary()),
        sa.Column("best_source", sa.Text()),
        sa.Column("direction", sa.Text()),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.Column("credited", sa.Boolean()),
        sa.Column("altered", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.LargeBinary()),
        sa.Column("said_at", sa.BigInteger()),
        sa.Column("assigned", sa.LargeBinary()),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("noted_by", sa.LargeBinary()),
        sa.Column("done", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("done_by", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["article_key"], ["articles.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_key"),
    )
    op.create_table(
        "actions",
        sa.Column("number", _SERIAL, nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("article_key", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("match_id", sa.Text()),
        sa.Column("match_version", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary()),
        sa.Column("before", sa.LargeBinary()),
        sa.Column("before_by", sa.LargeBinary()),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_actions_batch", "actions", ["batch"])
    op.create_table(
        "views",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.add_column("feedback", sa.Column("by", sa.LargeBinary()))
    _fill(op.get_bind())
    op.create_index("listed_relation", "listed", ["relation", "article_key"])
    op.create_index("listed_best", "listed", ["best_id"])
    op.drop_index("verdicts_best", "verdicts")
    op.drop_index("verdicts_relation", "verdicts")
    for name in _MOVED:
        op.drop_column("verdicts", name)
    op.drop_column("articles", "search")


def _fill(connection: sa.Connection) -> None:
    columns = ", ".join(f"v.{name}" for name in _MOVED)
    read = sa.text(
        "SELECT a.key, a.id, a.version, a.source, a.published_at, a.stored_at, a.search, a.title, c.text, c.credits, "  # noqa: S608 - our constants
        f"v.verdict, {columns} FROM articles a JOIN verdicts v ON v.article_key = a.key "
        "JOIN contents c ON c.article_key = a.key WHERE a.key > :last ORDER BY a.key LIMIT :n"
    )
    last = 0
    while rows := connection.execute(read, {"last": last, "n": _READ}).mappings().all():
        filled = [_values(connection, row) for row in rows]
        names = list(filled[0])
        write = f"INSERT INTO listed ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608 - our constants
        connection.execute(sa.text(write), filled)
        last = rows[-1]["key"]


def _values(connection: sa.Connection, row: sa.RowMapping) -> dict[str, Any]:
    told = json.loads(bytes(row["verdict"]))
    told = told if isinstance(told, dict) else {}
    text = bytes(row["text"]).decode("utf-8", "surrogatepass")
    matches = told.get("matches", ())
    match: dict[str, Any] = next((one for one in matches if one["article"]["id"] == row["best_id"]), {})
    derived = bool(match) and row["relation"] in _DERIVED
    quotes = match.get("quotes", ()) if derived else ()
    facts = match.get("facts", ()) if derived else ()
    best = match.get("article", {})
    values = {
        "article_key": row["key"],
        **{name: row[name] for name in ("source", "published_at", "stored_at", "search")},
        **{name: row[name] for name in _MOVED},
        "lead": None if row["title"] else _lead(text),
        "machine": row["relation"],
        "doubted": row["needs_review"],
        "best_version": best.get("version"),
        "best_source": best.get("source"),
        "credited": _credited(told, row, text) if derived else None,
        "altered": sum(quote["status"] in {"altered", "reattributed"} for quote in quotes),
        "changed": len(facts),
        "figures": sum(fact["kind"] in {"number", "conversion"} for fact in facts),
        "said_by": None,
        "said_at": None,
    }
    said = connection.execute(
        sa.text(
            "SELECT relation, at FROM feedback WHERE query_id = :id AND query_version = :version AND match_id = :best "
            "AND match_version = :best_version ORDER BY number DESC LIMIT 1"
        ),
        {"id": row["id"], "version": row["version"], "best": row["best_id"], "best_version": best.get("version")},
    ).first()
    if said is not None:
        values |= {"relation": said[0], "needs_review": False, "said_by": b"", "said_at": said[1]}
    return values


def _lead(text: str) -> bytes | None:
    line = next((line for line in map(str.strip, text.splitlines()) if any(map(str.isalnum, line))), "")
    line = f"{line[:_LEAD].rstrip()}…" if len(line) > _LEAD else line
    return line.encode("utf-8", "surrogatepass") or None


def _credited(told: dict[str, Any], row: sa.RowMapping, text: str) -> bool | None:
    """Whether all sources that the verdict names are named in the text or in its credits; None where nobody asks."""
    by_id = {match["article"]["id"]: match for match in told["matches"]}
    composite = told.get("composite")
    names = [one["article_id"] for one in composite["sources"]] if composite else [row["best_id"]]
    asked = []
    for match in (by_id[name] for name in names):
        agency = match["article"]["source"]
        if match["relation"] in _TOOK and not match.get("own"):
            if match.get("shared_credit") or match.get("direction_by") != "time":
                return None
            if match["direction"] != "match_from_query" and agency:
                asked.append(agency)
    if not asked:
        return None
    places = [text, *json.loads(row["credits"] or "[]")]
    return all(any(_name_pattern(agency).search(place) for place in places) for agency in asked)


def _name_pattern(label: str) -> re.Pattern[str]:
    label = label.strip()
    known = next((forms for forms in _AGENCIES if label.lower() in forms), (label.lower(),))
    forms = []
    for form in dict.fromkeys((*known, label.lower())):
        words = r"[\s.-]+".join(map(re.escape, re.split(r"[\s-]+", form)))
        forms.append(rf"(?:{_capitals(form, label)})" if len(form) <= _ACRONYM else rf"(?i:{words})")
    return re.compile(rf"(?<![\w@.])(?:{'|'.join(forms)})(?![\w@])")


def _capitals(form: str, label: str) -> str:
    upper = form.upper()
    options = {re.escape(upper), r"\.".join(map(re.escape, upper)) + r"\."}
    if label.lower() == form:
        options.add(re.escape(label))
    return "|".join(sorted(options, key=len, reverse=True))


def downgrade() -> None:
    """Go back to the one before; what editors did to stories, and their views, are lost."""
    op.add_column("articles", sa.Column("search", sa.Text(), nullable=False, server_default=" "))
    for column in (
        sa.Column("relation", sa.Text(), nullable=False, server_default="unrelated"),
        sa.Column("derivation", sa.Float(), nullable=False, server_default="0"),
        sa.Column("needs_review", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("taken", sa.Float(), nullable=False, server_default="0"),
        sa.Column("best_id", sa.Text()),
        sa.Column("best_title", sa.LargeBinary()),
        sa.Column("direction", sa.Text()),
        sa.Column("stories", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("verdicts", column)
    listed = "FROM listed l WHERE l.article_key ="
    moved = ", ".join(
        f"{name} = (SELECT l.{'machine' if name == 'relation' else 'doubted' if name == 'needs_review' else name} "
        f"{listed} verdicts.article_key)"
        for name in _MOVED
    )
    where = "WHERE EXISTS (SELECT 1 FROM listed l WHERE l.article_key = {}.{})"
    op.execute(f"UPDATE verdicts SET {moved} {where.format('verdicts', 'article_key')}")  # noqa: S608 - our constants
    op.execute(
        f"UPDATE articles SET search = (SELECT l.search {listed} articles.key) {where.format('articles', 'key')}"  # noqa: S608 - our constants
    )
    op.create_index("verdicts_relation", "verdicts", ["relation", "article_key"])
    op.create_index("verdicts_best", "verdicts", ["best_id"])
    op.drop_column("feedback", "by")
    op.drop_table("views")
    op.drop_table("actions")
    op.drop_table("listed")
