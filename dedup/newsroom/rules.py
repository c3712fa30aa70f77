"""What is worth an alert: rules against the best match of an article that came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dedup.detection.verdict import Direction, Own, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.newsroom.config import Rule

DEFAULT_RELATIONS = frozenset(
    relation.value for relation in Relation if relation.is_derived and relation is not Relation.UPDATE
)
"""What a rule watches that names no relation: everything derived but a newer version of the same story."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A rule that a verdict fulfils.

    Attributes:
        rule: The rule.
        match: The match that fulfils it.
        relation: What the alert is about: the match's relation, or the verdict's where only several sources together
            explain the article.
        derivation: Probability of that.
        sources: Matches that the article was pieced together from, the one with most of it first; none where the match
            explains it.
    """

    rule: Rule
    match: Mapping[str, Any]
    relation: str
    derivation: float
    sources: tuple[Mapping[str, Any], ...] = ()


def raised(
    rules: Iterable[Rule], sender: str, language: str | None, source: str | None, verdict: Mapping[str, Any]
) -> list[Raised]:
    """The rules that a verdict fulfils, each with the match that does.

    Args:
        rules: All rules.
        sender: Who sent the article.
        language: Of the article.
        source: Its source label.
        verdict: As the API answers it.

    Returns:
        Rules with the first match, in the order of the verdict, that fulfils them, and with every further one that was
        made from the article: each of those took for itself, and came in too early for an alert. Where none does, what
        an article was pieced together from does together, with the probability of that.
    """
    found = []
    for rule in rules:
        if not _watches(rule, sender, language) or (verdict["needs_review"] and not rule.needs_review):
            continue
        told = False
        for match in verdict["matches"]:
            took = match["direction"] == Direction.MATCH_FROM_QUERY and Relation(match["relation"]).is_derived
            if told and not took:
                continue
            relation = _relation(rule, match, verdict)
            if relation is not None and _is_between(rule, source, match) and _is_near(rule, match, verdict):
                found.append(Raised(rule, match, relation, match["derivation"]))
                told = told or not took
        if not told:
            found += _composed(rule, source, verdict)
    return found


def _watches(rule: Rule, sender: str, language: str | None) -> bool:
    if rule.senders and sender not in rule.senders:
        return False
    spoken = (language or "").lower()
    return not rule.languages or any(
        spoken == tag.lower() or spoken.startswith(f"{tag.lower()}-") for tag in rule.languages
    )


def _relation(rule: Rule, match: Mapping[str, Any], verdict: Mapping[str, Any]) -> str | None:
    """What of a match the rule watches; None if it does not. Nobody took from oneself."""
    watched = rule.relations or DEFAULT_RELATIONS
    own = match.get("own")
    if own == Own.HOUSE:
        return None
    relation = Relation.UPDATE.value if own == Own.STORY else str(match["relation"])
    if relation not in watched:
        return None
    if not Relation(relation).is_derived:  # a bar for what is derived is none for a rule about what is not
        return relation if relation == verdict["relation"] else None
    return relation if match["derivation"] >= rule.derivation else None


def _composed(rule: Rule, source: str | None, verdict: Mapping[str, Any]) -> list[Raised]:
    """What several sources together fulfil; told once, by the largest of them that the rule watches."""
    composite, watched = verdict.get("composite"), rule.relations or DEFAULT_RELATIONS
    if composite is None or verdict["relation"] not in watched or composite["probability"] < rule.derivation:
        return []
    sources = pieced_from(verdict)
    told = (match for match in sources if _is_between(rule, source, match) and _is_near(rule, match, verdict))
    return [Raised(rule, match, verdict["relation"], composite["probability"], sources) for match in told][:1]


def pieced_from(verdict: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The matches that the text of a composite verdict was pieced together from.

    Args:
        verdict: As the API answers it.
    """
    # Of two versions of a story the closer one, which comes first.
    by_id = {match["article"]["id"]: match for match in reversed(verdict["matches"])}
    return tuple(by_id[one["article_id"]] for one in verdict["composite"]["sources"])


def _is_between(rule: Rule, source: str | None, match: Mapping[str, Any]) -> bool:
    """Whether a rule watches this pair of sources: who took, and from whom, whichever of the two came in first."""
    ours, theirs = (source, match["article"]["source"]), (match["article"]["source"], source)
    pairs = {
        Direction.QUERY_FROM_MATCH: (ours,),
        Direction.MATCH_FROM_QUERY: (theirs,),
        Direction.UNKNOWN: (ours, theirs),
    }[Direction(match["direction"])]
    return any(
        (not rule.sources or taker in rule.sources) and (not rule.from_sources or origin in rule.from_sources)
        for taker, origin in pairs
    )


def _is_near(rule: Rule, match: Mapping[str, Any], verdict: Mapping[str, Any]) -> bool:
    return rule.window_days is None or _apart(match, verdict) <= timedelta(days=rule.window_days)


def _apart(match: Mapping[str, Any], verdict: Mapping[str, Any]) -> timedelta:
    """Time between the publication of both; none where one is not known."""
    times = (verdict.get("published_at"), match["article"]["published_at"])
    if None in times:
        return timedelta(0)
    first, second = (datetime.fromisoformat(str(time)) for time in times)
    return abs(first - second)
