"""The row that lists show of an article version, written with its verdict."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, insert, select, update

from dedup.detection.verdict import RESTATED, Direction, DirectionBy, Relation
from dedup.newsroom.credit import credit_of_all
from dedup.newsroom.feedback import WITHDRAWN
from dedup.newsroom.listing import lead_of
from dedup.newsroom.takings import Side, told_of
from dedup.storage.desktables import ListedRow
from dedup.storage.newsroomtables import FeedbackRow
from dedup.storage.rows import is_storable
from dedup.storage.tables import ArticleRow, ContentRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

_FIGURES = frozenset({"number", "conversion"})
_CHANGED = frozenset({"altered", "reattributed"})


_ARTICLE = (
    select(
        *(ArticleRow.id, ArticleRow.version, ArticleRow.title, ArticleRow.source, ArticleRow.published_at),
        *(ArticleRow.stored_at, ContentRow.text, ContentRow.credits),
    )
    .join(ContentRow, ContentRow.article_key == ArticleRow.key)
    .where(ArticleRow.key == bindparam("of"))
)
_BEFORE = select(ListedRow.machine, ListedRow.best_id).where(ListedRow.article_key == bindparam("of"))


def write(connection: Connection, key: int, verdict: bytes) -> None:
    """Write the row of an article with its verdict, or make it anew.

    What editors did stays. A story that was done comes back to the queue where it turned out to be something else.
    """
    article = connection.execute(_ARTICLE, {"of": key}).one()
    told = _mapping(verdict)
    values = verdict_values(told, article.text, article.credits or ()) | {
        "source": article.source,
        "published_at": article.published_at,
        "stored_at": article.stored_at,
        "search": searched(article.title, article.id),
        "lead": None if article.title else lead_of(article.text),
    }
    listed = Side(article.id, article.source, article.published_at)
    values |= taking_values(told, listed, article.stored_at)
    values |= standing(connection, article.id, article.version, values)
    before = connection.execute(_BEFORE, {"of": key}).one_or_none()
    if before is None:
        connection.execute(insert(ListedRow), {"article_key": key, **values})
        return
    if before != (values["machine"], values["best_id"]):
        values |= {"done": False, "done_by": None}
    connection.execute(update(ListedRow).where(ListedRow.article_key == key).values(values))


def standing(connection: Connection, article_id: str, version: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands of an article and its closest one: an editor's latest word, or else the machine's.

    Args:
        connection: The transaction.
        article_id: Of the article.
        version: Its version.
        values: Of its row: ``machine``, ``doubted``, ``best_id``, ``best_version``.
    """
    said = None
    if values["best_id"] is not None:
        query = select(FeedbackRow.relation, FeedbackRow.by, FeedbackRow.at).where(
            FeedbackRow.query_id == article_id,
            FeedbackRow.query_version == version,
            FeedbackRow.match_id == values["best_id"],
            FeedbackRow.match_version == values["best_version"],
        )
        said = connection.execute(query.order_by(FeedbackRow.number.desc()).limit(1)).one_or_none()
    if said is None or said.relation == WITHDRAWN:
        machine = {"relation": values["machine"], "needs_review": values["doubted"]}
        return {**machine, "said_by": None, "said_at": None}
    return {"relation": said.relation, "needs_review": False, "said_by": said.by or "", "said_at": said.at}


def searched(title: str | None, article_id: str | None) -> str:
    """The words an article is found by in lists, in small letters and without what no database takes as text."""
    words = f"{title or ''} {article_id or ''}".replace("\x00", "").lower()
    return words.encode("utf-8", "replace").decode("utf-8")


def taking_values(told: Mapping[str, Any], listed: Side, stored_at: datetime) -> dict[str, Any]:
    """The columns that say who took from whom; empty ones where there is no closest story, or none that can be named.

    Args:
        told: The verdict, as the API answers it, of any release.
        listed: The article.
        stored_at: When it came in.
    """
    closest = _closest(told)
    best = closest.get("article", {})
    if not is_storable(best.get("id") or "\x00"):
        return dict.fromkeys(("way", "taker", "origin", "origin_id", "delay", "taken_at"))
    published, source = best.get("published_at"), best.get("source")
    known = closest.get("direction") if closest.get("direction_by") == DirectionBy.TIME else None
    other = Side(best["id"], source, datetime.fromisoformat(published) if published else None)
    found = told_of(listed, other, known, closest.get("own"), stored_at)
    values = {name: getattr(found, name) for name in ("taker", "origin", "origin_id", "delay")}
    return {**values, "way": found.way.value, "taken_at": found.at}


def verdict_values(told: Mapping[str, Any], text: str = "", credits_sent: Sequence[str] = ()) -> dict[str, Any]:
    """The columns that are read off a verdict; those of an unrelated text where it says less.

    Args:
        told: As the API answers it, of any release.
        text: The article's, where its credits are looked for.
        credits_sent: Its credit line, byline and the like.
    """
    closest, sources = _closest(told), _pieces(told)
    best = closest.get("article", {})
    relation = told.get("relation", Relation.UNRELATED.value)
    derived = Relation(relation).is_derived
    credit = credit_of_all(text, credits_sent, told) if derived else None
    named = best.get("id")
    quotes = closest.get("quotes", ()) if derived else ()
    facts = closest.get("facts", ()) if derived else ()
    return {
        "machine": relation,
        "doubted": told.get("needs_review", False),
        "derivation": told.get("derivation", 0.0),
        "taken": _taken(told, closest) if derived else 0.0,
        "stories": len(sources),
        "best_id": named if named and is_storable(named) else None,
        "best_version": best.get("version"),
        "best_title": best.get("title"),
        "best_source": best.get("source"),
        "direction": closest.get("direction") if closest.get("direction_by") == DirectionBy.TIME else None,
        "credited": None if credit is None else credit.found,
        "altered": sum(quote["status"] in _CHANGED for quote in quotes),
        "changed": len(facts),
        "figures": sum(fact["kind"] in _FIGURES for fact in facts),
    }


def _taken(told: Mapping[str, Any], closest: Mapping[str, Any]) -> float:
    """Share of a derived text's words that its closest one has, whichever took; or those that it was made from have."""
    later = closest.get("direction") == Direction.MATCH_FROM_QUERY and closest.get("direction_by") == DirectionBy.TIME
    if later and not _pieces(told):  # it took nothing, so its verdict says 0
        return float(closest["containment"]["of_query"])
    coverage = told.get("coverage", {})
    return float(told.get("taken", sum(coverage.get(kind, 0.0) for kind in RESTATED)))  # older verdicts have none


def _pieces(told: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What a text was pieced together from, the largest piece first."""
    pieces: Sequence[Mapping[str, Any]] = (told.get("composite") or {"sources": ()})["sources"]
    return pieces


def _closest(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The match that a list shows: the best one, or the largest piece; empty where there is none."""
    matches: Sequence[Mapping[str, Any]] = told.get("matches") or ({},)
    pieces = _pieces(told)
    named = pieces[0]["article_id"] if pieces else None
    return next((one for one in matches if named and one["article"]["id"] == named), matches[0])


def _mapping(content: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
