"""What is worth an alert: rules against the best match of an article that came in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dedup.detection.verdict import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.newsroom.config import Rule

DEFAULT_RELATIONS = frozenset(
    relation.value for relation in Relation if relation.is_derived and relation is not Relation.UPDATE
)
"""What a rule watches that names no relation: everything derived but a newer version of the same story."""


def raised(
    rules: Iterable[Rule], sender: str, language: str | None, source: str | None, verdict: Mapping[str, Any]
) -> list[tuple[Rule, Mapping[str, Any]]]:
    """The rules that a verdict fulfils, each with the match that does.

    Args:
        rules: All rules.
        sender: Who sent the article.
        language: Of the article.
        source: Its source label.
        verdict: As the API answers it.

    Returns:
        Rules with the first match, in the order of the verdict, that fulfils them; a verdict that is composed of
        several sources counts through its closest one.
    """
    found = []
    for rule in rules:
        if not _watches(rule, sender, language, source) or (verdict["needs_review"] and not rule.needs_review):
            continue
        match = next((one for one in verdict["matches"] if _fulfils(rule, one, verdict)), None)
        if match is not None:
            found.append((rule, match))
    return found


def _watches(rule: Rule, sender: str, language: str | None, source: str | None) -> bool:
    if rule.senders and sender not in rule.senders:
        return False
    if rule.sources and source not in rule.sources:
        return False
    spoken = (language or "").lower()
    return not rule.languages or any(
        spoken == tag.lower() or spoken.startswith(f"{tag.lower()}-") for tag in rule.languages
    )


def _fulfils(rule: Rule, match: Mapping[str, Any], verdict: Mapping[str, Any]) -> bool:
    watched = rule.relations or DEFAULT_RELATIONS
    alone = match["relation"] in watched and match["derivation"] >= rule.derivation
    composed = verdict["relation"] in watched and verdict["derivation"] < rule.derivation and verdict["needs_review"]
    if not (alone or composed):
        return False
    if rule.from_sources and match["article"]["source"] not in rule.from_sources:
        return False
    return rule.window_days is None or _apart(match, verdict) <= timedelta(days=rule.window_days)


def _apart(match: Mapping[str, Any], verdict: Mapping[str, Any]) -> timedelta:
    """Time between the publication of both; none where one is not known."""
    times = (verdict.get("published_at"), match["article"]["published_at"])
    if None in times:
        return timedelta(0)
    first, second = (datetime.fromisoformat(str(time)) for time in times)
    return abs(first - second)
