from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.detection.verdict import Relation
from dedup.newsroom.config import Rule
from dedup.newsroom.rules import DEFAULT_RELATIONS, raised


def match(relation: str = "rewrite", derivation: float = 0.97, **article: str) -> dict[str, Any]:
    reference: dict[str, Any] = {
        "id": "a",
        "title": None,
        "source": "NW",
        "published_at": "2031-03-03T09:00:00+00:00",
    } | article
    return {"relation": relation, "derivation": derivation, "article": reference, "direction": "query_from_match"}


def taken_by(source: str) -> dict[str, Any]:
    """A match that was made from the article, not the other way round: it came in before its source."""
    return match(source=source) | {"direction": "match_from_query"}


def verdict(*matches: dict[str, Any], needs_review: bool = False, relation: str | None = None) -> dict[str, Any]:
    return {
        "relation": relation or (matches[0]["relation"] if matches else "unrelated"),
        "derivation": max((one["derivation"] for one in matches), default=0.0),
        "needs_review": needs_review,
        "published_at": "2031-03-05T09:00:00+00:00",
        "matches": list(matches),
    }


def pieced(probability: float) -> dict[str, Any]:
    """What only two reports together explain."""
    told = verdict(match("same_event", 0.02), match("same_event", 0.01, id="b", source="AP"), relation="rewrite")
    parts = [{"article_id": name, "share": 0.3, "paragraphs": 2} for name in ("a", "b")]
    composite = {"probability": probability, "share": 0.6, "sources": parts}
    return told | {"derivation": probability, "needs_review": True, "composite": composite}


def names(rule: Rule, told: dict[str, Any], sender: str = "desk", language: str = "en-GB") -> list[str]:
    return [found.rule.name for found in raised([rule], sender, language, "Courier", told)]


@pytest.mark.parametrize(
    ("rule", "told", "fires"),
    [
        (Rule("r", ("x",)), verdict(match()), True),
        (Rule("r", ("x",)), verdict(match("update")), False),
        (Rule("r", ("x",), relations=("update",)), verdict(match("update")), True),
        (Rule("r", ("x",), relations=("identical",)), verdict(match()), False),
        (Rule("r", ("x",), derivation=0.98), verdict(match()), False),
        (Rule("r", ("x",), senders=("other",)), verdict(match()), False),
        (Rule("r", ("x",), sources=("Courier",)), verdict(match()), True),
        (Rule("r", ("x",), sources=("Ledger",)), verdict(match()), False),
        (Rule("r", ("x",), from_sources=("NW",)), verdict(match()), True),
        (Rule("r", ("x",), from_sources=("AP",)), verdict(match()), False),
        (Rule("r", ("x",), from_sources=("AP",)), verdict(match(), match(source="AP")), True),
        (Rule("r", ("x",), from_sources=("Courier",)), verdict(taken_by("Ledger")), True),
        (Rule("r", ("x",), from_sources=("Ledger",)), verdict(taken_by("Ledger")), False),
        (Rule("r", ("x",), sources=("Ledger",), from_sources=("Courier",)), verdict(taken_by("Ledger")), True),
        (Rule("r", ("x",), languages=("en",)), verdict(match()), True),
        (Rule("r", ("x",), languages=("e",)), verdict(match()), False),
        (Rule("r", ("x",), window_days=1), verdict(match()), False),
        (Rule("r", ("x",), window_days=2), verdict(match()), True),
        (Rule("r", ("x",), needs_review=False), verdict(match(), needs_review=True), False),
        (Rule("r", ("x",)), pieced(0.7), True),
        (Rule("r", ("x",), derivation=0.8), pieced(0.7), False),
        (Rule("r", ("x",), relations=("near_copy",)), pieced(0.7), False),
        (Rule("r", ("x",), from_sources=("AP",)), pieced(0.7), True),
        (Rule("r", ("x",), from_sources=("Ledger",)), pieced(0.7), False),
        (Rule("r", ("x",), derivation=0.9), verdict(match(derivation=0.6), needs_review=True), False),
        (Rule("r", ("x",)), verdict(match("same_event", 0.02)), False),
        (Rule("r", ("x",)), verdict(match("series", 0.4)), False),
        (Rule("r", ("x",), relations=("series",)), verdict(match("series", 0.4)), True),
        (Rule("r", ("x",), relations=("same_event",)), verdict(match("same_event", 0.02)), True),
        (Rule("r", ("x",)), verdict(), False),
    ],
)
def test_everything_that_is_named_must_hold(rule: Rule, told: dict[str, Any], *, fires: bool) -> None:
    assert names(rule, told) == (["r"] if fires else [])


def test_of_two_versions_of_a_source_the_closer_is_told() -> None:
    told = pieced(0.7)
    closer, other = told["matches"]
    told["matches"] = [closer | {"article": closer["article"] | {"version": "2"}}, other, closer]
    (found,) = raised([Rule("r", ("x",))], "desk", "en-GB", "Courier", told)
    assert [one["article"].get("version") for one in (found.match, *found.sources)] == ["2", "2", None]


@given(st.sampled_from([relation.value for relation in Relation]), st.floats(0, 1), st.floats(0, 1))
def test_a_rule_without_conditions_takes_what_is_derived_and_sure_enough(
    relation: str, derivation: float, least: float
) -> None:
    fires = bool(names(Rule("r", ("x",), derivation=least), verdict(match(relation, derivation))))
    assert fires == (relation in DEFAULT_RELATIONS and derivation >= least)
