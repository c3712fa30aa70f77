"""No answer contradicts itself: the same things hold of the JSON, in the terminal, on the desk and for alerts.

Over random texts with an encoder that needs no model, and over real ones where they lie beside the repository.
"""

from __future__ import annotations

import gzip
import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from api.desk.counting import counted, side_to_count
from api.desk.seen import Seen
from api.desk.timeline import events_of
from api.desk.verdicts import Asked, verdict_page
from dedup.article import Article
from dedup.detection.encoding import verdict_json
from dedup.detection.shares import NOTHING
from dedup.detection.verdict import RESTATED, Direction, DirectionBy, Relation
from dedup.detection.wording import percent
from dedup.newsroom.config import Rule
from dedup.newsroom.listing import Listed
from dedup.newsroom.rules import raised
from dedup.storage.listed import verdict_values
from dedup.terminal.explanation import explain
from dedup.terminal.words import NOTHING_STORED
from dedup.text.document import read_document
from tests.fakes import EmptyShelf
from tests.unit.detection.sides import STORIES, judge, shuffled, stored, text, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.detection.composition import Judge
    from dedup.detection.matching import Candidate
    from dedup.detection.side import Side
    from dedup.detection.verdict import Verdict

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
ALL = [sentence for story in STORIES for sentence in story]
ALL += [shuffled(sentence, seed=3) for sentence in ALL]
JUDGES = [judge(), judge(derivation=(-5.0, 0.0)), judge(derivation=(0.5, 0.0)), judge(derivation=(5.0, 0.0))]
LEADS = Path(__file__).resolve().parents[3] / "shared" / "data" / "allsides-leads.articles.jsonl.gz"
EXACT = 5e-4
"""Shares in JSON have four decimals, and a sum has several."""


def check(answer: Verdict, article: Article) -> None:
    """Everything that holds of an answer, at every surface."""
    told = json.loads(verdict_json(answer))
    _says_one_thing(told)
    _shares_agree(told)
    _terminal(answer, article)
    _desk(told, article)
    _list(told)
    _alerts(told)


def _says_one_thing(told: dict[str, Any]) -> None:
    for one in (told, *told["matches"]):
        relation = Relation(one["relation"])
        assert one["needs_review"] == bool(one["review_reason"])
        assert (one["derivation"] >= 0.5) == relation.is_derived or one is told
        if relation.is_derived:
            assert one["derivation"] >= 0.5
    shown = [match for match in told["matches"] if Relation(match["relation"]).is_derived]
    if Relation(told["relation"]).is_derived:
        assert shown or told["composite"]
    for match in shown:
        shares = match["containment"]
        assert shares["of_query"] > 0 or match["relation"] in {"update", "identical"}
        assert not (match["relation"] == "partial_copy" and shares["of_query"] >= 0.995)
        known = match["direction_by"] == "time"
        assert "cannot derive" not in match["reason"] or known
        assert match["shared_credit"] is None or match["direction"] == "unknown"
    composite = told["composite"]
    if composite is not None:
        assert len(composite["sources"]) >= 2
        assert told["derivation"] == composite["probability"] >= 0.5
        assert Relation(told["relation"]).is_derived
        assert f"Pieced together from {len(composite['sources'])} stories" in told["summary"]
    if len(told["matches"]) < 2:
        assert composite is None


def _shares_agree(told: dict[str, Any]) -> None:
    found = sum(told["coverage"][kind] for kind in RESTATED)
    assert sum(source["share"] for source in told["sources"]) == pytest.approx(found, abs=EXACT)
    by_id = {match["article"]["id"]: match for match in told["matches"]}
    for source in told["sources"]:
        if source["article_id"] in by_id:
            assert source["share"] <= by_id[source["article_id"]]["containment"]["of_query"] + EXACT
    composite = told["composite"]
    if composite is not None:
        assert told["taken"] == composite["share"]
        assert sum(one["share"] for one in composite["sources"]) == pytest.approx(composite["share"], abs=EXACT)
        assert all(one in told["sources"] for one in composite["sources"])
    elif told["taken"]:
        assert told["taken"] == told["matches"][0]["containment"]["of_query"]
    assert not told["taken"] or Relation(told["relation"]).is_derived


def _terminal(answer: Verdict, article: Article) -> None:
    console = Console(file=io.StringIO(), width=4000, color_system=None)
    explain(answer, article, {}, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    if answer.searched.articles:
        assert f"derived: {percent(answer.derivation)}" in printed
    else:
        assert NOTHING_STORED in printed
    shown = [match.review_reason for match in answer.matches if match.relation is not Relation.UNRELATED]
    for reason in (answer.review_reason, *shown):
        assert " ".join(reason.split()) in " ".join(printed.split())


def _desk(told: dict[str, Any], article: Article) -> None:
    side = side_to_count(read_document(article), {})
    _shares(told, side)
    for view in ("match", "composite"):
        shown = Asked(article, side, told, Seen(view=view), more={"here": "check", "again": "{}"})
        page = bytes(verdict_page(EmptyShelf(), shown).body).decode()  # type: ignore[arg-type]
        words = " ".join(unescape(re.sub("<[^>]+>", "", page)).split())
        assert f"derived: {percent(told['derivation'])}" in words
        assert " ".join(told["summary"].split()) in words
        assert " ".join(told["review_reason"].split()) in words
        assert all(cut in words for cut in told["searched"]["degraded"])
        if view == "composite" and told["matches"]:
            assert all(percent(source["share"]) in words for source in told["sources"])
        match = told["matches"][0] if told["matches"] else None
        if match is not None and match["direction_by"] != "time":
            assert "Derived from" not in words


def _shares(told: dict[str, Any], side: Side) -> None:
    """Head, tabs and composite count what the verdict has, and by the function that counted it."""
    shares = counted(side, told, NOTHING)
    assert {kind: share for kind, _, share in shares.kinds} == {k: v for k, v in told["coverage"].items() if v}
    assert {one.article["id"]: one.share for one in shares.sources if one.paragraphs} == {
        one["article_id"]: one["share"] for one in told["sources"]
    }
    for alone, match in zip(shares.alone, told["matches"], strict=True):
        derived = Relation(match["relation"]).is_derived
        assert alone == (match["containment"]["of_query"] if derived else None)


def _list(told: dict[str, Any]) -> None:
    row = verdict_values(told)
    closest = told["matches"][0] if told["matches"] else None
    if row["direction"] == Direction.MATCH_FROM_QUERY and closest and not told["composite"]:
        derived = Relation(told["relation"]).is_derived
        assert row["taken"] == (closest["containment"]["of_query"] if derived else 0.0)
        assert told["taken"] == 0.0  # it took nothing; the list shows what was taken of it
    else:
        assert row["taken"] == told["taken"]
    assert row["stories"] == (len(told["composite"]["sources"]) if told["composite"] else 0)
    columns: dict[str, Any] = {name: value for name, value in row.items() if name in Listed.__slots__}
    placed: dict[str, Any] = {"version": "1", "title": None, "source": None, "published_at": None}
    stands: dict[str, Any] = {"relation": row["machine"], "needs_review": row["doubted"]}
    ours = Listed(key=2, id="q", story="q", stored_at=NOON, **placed, **columns, **stands)
    theirs = Listed(
        key=1, id=str(row["best_id"]), story="s", stored_at=NOON - timedelta(hours=1), **placed,
        relation="unrelated", derivation=0.0, needs_review=False, taken=0.0, best_id=None, best_title=None,
    )  # fmt: skip
    shares = [event.share for event in events_of([theirs, ours], "q") if event.share is not None]
    assert shares in ([], [told["taken"]])


def _alerts(told: dict[str, Any]) -> None:
    for bar in (0.5, 0.8, 0.95):
        for one in raised([Rule("r", ("x",), derivation=bar)], "desk", "en", "Courier", told):
            assert one.derivation >= bar
            assert one.relation in {told["relation"], one.match["relation"]}
            assert one.match["own"] != "house"


HOURS = st.none() | st.integers(-3, 3)
TEXTS = st.lists(st.sampled_from(ALL), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(TEXTS, HOURS, st.lists(st.tuples(TEXTS, HOURS, st.booleans()), max_size=5), st.sampled_from(JUDGES))
def test_of_random_texts(
    paragraphs: list[str], hour: int | None, others: list[tuple[list[str], int | None, bool]], by: Judge
) -> None:
    article = Article(text(*paragraphs), id="q", source="Courier", published_at=_at(hour))
    candidates = [
        stored(text(*other), f"s{number}", published_at=_at(at), story="q" if ours else None)
        for number, (other, at, ours) in enumerate(others)
    ]
    check(verdict(article, candidates, by=by, story="q"), article)


@settings(deadline=None, max_examples=40)
@given(TEXTS, TEXTS, st.sampled_from(JUDGES))
def test_two_texts_are_never_a_composite_of_one(one: list[str], other: list[str], by: Judge) -> None:
    answer = verdict(text(*one), [stored(text(*other), "s")], by=by, given=True)
    assert answer.composite is None
    assert (answer.relation, answer.derivation) == (answer.matches[0].relation, answer.matches[0].derivation)
    check(answer, Article(text(*one)))


def _at(hour: int | None) -> datetime | None:
    return None if hour is None else NOON + timedelta(hours=hour)


def test_what_was_pieced_together_is_one() -> None:
    """The property above would hold as well of answers that never name a composite."""
    halves: Sequence[Candidate] = [stored(text(*STORIES[n], *STORIES[n + 2]), f"s{n}") for n in range(2)]
    article = Article(text(*STORIES[0], *STORIES[1]))
    answer = verdict(article, halves, by=judge(derivation=(-5.0, 0.0)))
    assert answer.composite is not None
    assert answer.taken == pytest.approx(1.0)
    check(answer, article)


def test_a_copy_that_came_before_its_source_took_from_it() -> None:
    article = Article(text(*STORIES[0], *STORIES[1]), published_at=NOON)
    copy = stored(text(*STORIES[0], *STORIES[1], STORIES[2][0]), "copy", published_at=NOON + timedelta(hours=1))
    answer = verdict(article, [copy])
    assert (answer.matches[0].direction, answer.matches[0].direction_by) == (
        Direction.MATCH_FROM_QUERY,
        DirectionBy.TIME,
    )
    assert answer.taken == 0.0
    check(answer, article)


@pytest.mark.skipif(not LEADS.is_file(), reason="the leads (../shared/data) are not here")
@pytest.mark.parametrize("by", JUDGES)
def test_of_real_leads(by: Judge) -> None:
    with gzip.open(LEADS, "rt", encoding="utf-8") as stream:
        leads = ["\n\n".join(json.loads(line)["paragraphs"]) for line in islice(stream, 24)]
    for number in range(0, len(leads), 4):
        article = Article(leads[number], id="q")
        candidates = [stored(lead, f"s{n}") for n, lead in enumerate(leads[number + 1 : number + 4])]
        check(verdict(article, candidates, by=by, given=True), article)
