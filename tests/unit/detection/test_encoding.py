from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dedup.article import Article
from dedup.detection.encoding import verdict_json
from dedup.detection.events import EVENT_FEATURES
from dedup.detection.evidence import FEATURES
from dedup.detection.verdict import Kind, Verdict
from tests.unit.detection.sides import STORIES, judge, stored, text, verdict

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
SOURCE = text(
    *STORIES[0],
    "\u201cNobody sets foot on it until the last beam is new,\u201d Tamar Ellwood told 14 reporters on the quay.",
)
QUERY = text(
    STORIES[0][0], *STORIES[1], SOURCE.rsplit("\n\n", 1)[-1].replace("last beam", "final plank").replace("14", "41")
)


@pytest.fixture(scope="module")
def found() -> Verdict:
    article = Article(QUERY, id="q", published_at=NOON)
    candidate = stored(SOURCE, "s", title="Pier closed", published_at=NOON, proposed_by=("lexical", "chain"))
    return verdict(article, [candidate], by=judge(derivation=(0.123456789, 0.0)))


@pytest.fixture(scope="module")
def body(found: Verdict) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(verdict_json(found))
    return parsed


def test_the_answer_has_the_shape_that_callers_were_promised(body: dict[str, Any]) -> None:
    assert body.keys() >= {
        "relation",
        "derivation",
        "needs_review",
        "summary",
        "coverage",
        "matches",
        "paragraphs",
        "searched",
        "notes",
    }
    assert body["coverage"].keys() == {kind.value for kind in Kind}
    assert body["searched"].keys() >= {"articles", "passages", "window_days", "model", "config", "degraded"}
    assert body["searched"]["degraded"] == []


def test_a_match(body: dict[str, Any]) -> None:
    (match,) = body["matches"]
    assert match.keys() >= {
        "article",
        "relation",
        "derivation",
        "containment",
        "direction",
        "quotes",
        "facts",
        "evidence",
        "proposed_by",
        "spans",
    }
    assert match["article"].items() >= {"id": "s", "title": "Pier closed", "source": None}.items()
    assert datetime.fromisoformat(match["article"]["published_at"]) == NOON
    assert match["containment"].keys() == {"of_query", "of_match"}
    assert match["evidence"].keys() == (FEATURES | EVENT_FEATURES).keys()
    assert match["proposed_by"] == ["lexical", "chain"]


def test_a_quotation_and_a_fact(body: dict[str, Any]) -> None:
    (match,) = body["matches"]
    (quote,) = match["quotes"]
    assert quote["status"] == "altered"
    assert quote["query"].keys() == quote["match"].keys() == {"text", "start", "end"}
    assert {part["op"] for part in quote["diff"]} == {"same", "removed", "inserted"}
    (fact,) = match["facts"]
    assert fact.keys() == {"kind", "query", "match", "query_paragraph", "match_paragraph"}
    assert fact["kind"] == "number"
    assert (fact["query_paragraph"], fact["match_paragraph"]) == (4, 3)


def test_a_paragraph_and_its_spans(body: dict[str, Any]) -> None:
    first, second = body["paragraphs"][0], body["paragraphs"][1]
    assert first.keys() >= {"index", "start", "end", "kind", "background", "boilerplate", "best"}
    assert first["best"].keys() == {"article_id", "paragraph", "start", "end", "lexical", "semantic", "spans"}
    assert first["best"]["spans"] == [{"query": [0, len(STORIES[0][0]) - 1], "match": [0, len(STORIES[0][0]) - 1]}]
    assert second["kind"] == "original"
    assert second["best"] is None


def test_shares_have_four_decimals(found: Verdict, body: dict[str, Any]) -> None:
    assert found.derivation != body["derivation"]
    assert body["derivation"] == round(found.derivation, 4)

    def floats(value: object) -> list[float]:
        if isinstance(value, dict):
            return [one for item in value.values() for one in floats(item)]
        if isinstance(value, list):
            return [one for item in value for one in floats(item)]
        return [value] if isinstance(value, float) else []

    assert floats(body)
    assert all(value == round(value, 4) for value in floats(body))


def test_text_is_there_only_if_the_offsets_point_into_it(found: Verdict, body: dict[str, Any]) -> None:
    assert "text" not in body
    told = replace(found, text="what was read")
    assert json.loads(verdict_json(told))["text"] == "what was read"


def test_half_a_surrogate_pair_in_the_text_does_not_break_the_answer() -> None:
    source = SOURCE.replace("pier", "pi\ud83der")
    answer = verdict(Article(source), [stored(source, "s")])
    assert json.loads(verdict_json(answer))["relation"] == "identical"
