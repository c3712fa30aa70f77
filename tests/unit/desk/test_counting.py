"""Shares on a page: those of the verdict, and again without what an editor leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from api.desk.counting import counted, match_numbers
from api.desk.seen import Seen, seen_in
from api.desk.verdicts import Asked, chosen_match
from dedup.article import Article
from dedup.detection.shares import NOTHING, Uncounted
from tests.unit.detection.test_shares import QUERY, SIDE, TOLD


def test_with_nothing_left_out_they_are_those_of_the_verdict() -> None:
    shares = counted(SIDE, TOLD, NOTHING)
    assert {kind: share for kind, _, share in shares.kinds} == {k: v for k, v in TOLD["coverage"].items() if v}
    assert [(one.article["id"], one.share, one.paragraphs) for one in shares.sources] == [
        (one["article_id"], one["share"], one["paragraphs"]) for one in TOLD["sources"]
    ]
    for alone, match in zip(shares.alone, TOLD["matches"], strict=True):
        derived = match["relation"] not in {"series", "same_event", "unrelated"}
        assert alone == (match["containment"]["of_query"] if derived else None)
    assert shares.paragraphs == tuple(TOLD["paragraphs"])
    assert not shares.left_out


def test_the_bar_is_as_long_as_the_text_and_says_the_same() -> None:
    for uncounted in (NOTHING, Uncounted(quotations=True, shorter_than=17)):
        shares = counted(SIDE, TOLD, uncounted)
        assert shares.segments[0].start == 0
        assert sum(one.width for one in shares.segments) == pytest.approx(100, abs=0.1)
        for before, after in zip(shares.segments, shares.segments[1:], strict=False):
            assert after.start == pytest.approx(before.start + before.width, abs=0.02)
        widths = {one.number: one.width for one in shares.stretches}
        assert widths == pytest.approx({one.number: one.share * 100 for one in shares.sources if one.share}, abs=0.02)
        assert sum(widths.values()) == pytest.approx(shares.found * 100, abs=0.05)


def test_numbers_are_the_places_of_the_tabs() -> None:
    shares = counted(SIDE, TOLD, NOTHING)
    numbers = {match["article"]["id"]: place for place, match in enumerate(TOLD["matches"], start=1)}
    assert shares.numbers == match_numbers(TOLD) == numbers
    assert {one.article["id"]: one.number for one in shares.sources}.items() <= numbers.items()


def test_a_source_left_out_stays_among_the_choices_and_its_paragraphs_go_on() -> None:
    (first, *_) = TOLD["sources"]
    name = first["article_id"]
    shares = counted(SIDE, TOLD, Uncounted(sources=frozenset({name})))
    assert name not in {one.article["id"] for one in shares.sources}
    assert name in {one.article["id"] for one in shares.choices}
    assert shares.found < counted(SIDE, TOLD, NOTHING).found
    for before, after in zip(TOLD["paragraphs"], shares.paragraphs, strict=True):
        assert (before["start"], before["end"]) == (after["start"], after["end"])
        assert after["best"] is None or after["best"]["article_id"] != name
    assert set(shares.left_out.values()) == {"not counted: its source"}


def test_a_paragraph_goes_to_the_version_of_a_story_that_has_it() -> None:
    left_out = Uncounted(sources=frozenset({TOLD["sources"][0]["article_id"]}))
    versions: list[dict[str, Any]] = []
    for match in TOLD["matches"]:
        without = [{**one, "kind": "original", "best": None} for one in match["paragraphs"]]
        versions += [{**match, "paragraphs": without}, match]
    shares = counted(SIDE, TOLD | {"matches": versions}, left_out)
    assert shares.paragraphs == counted(SIDE, TOLD, left_out).paragraphs
    assert any(one["best"] for one in shares.paragraphs)


def test_verdicts_of_earlier_releases_are_counted_too() -> None:
    older: dict[str, Any] = {key: value for key, value in TOLD.items() if key not in {"sources", "composite", "taken"}}
    older["paragraphs"] = [
        {k: v for k, v in one.items() if k not in {"background", "boilerplate"}} for one in TOLD["paragraphs"]
    ]
    assert counted(SIDE, older, NOTHING).sources == counted(SIDE, TOLD, NOTHING).sources


def test_short_paragraphs_say_why_they_are_not_counted() -> None:
    shares = counted(SIDE, TOLD, Uncounted(shorter_than=500))
    assert (shares.found, shares.sources) == (0.0, ())
    assert set(shares.left_out.values()) == {"not counted: short"}
    assert len(shares.left_out) == len([one for one in TOLD["paragraphs"] if one["best"]])
    assert len(QUERY.split("\n\n")) == len(shares.paragraphs)


def test_the_match_that_lists_show_is_shown_where_none_is_named() -> None:
    told = {"matches": [{"article": {"id": name}} for name in ("a", "b", "c")]}
    pieced = told | {"composite": {"sources": [{"article_id": "b"}, {"article_id": "a"}]}}
    assert chosen_match(told, Seen()) == (1, False)
    assert chosen_match(pieced, Seen()) == (2, False)
    assert chosen_match(pieced, Seen(match=1)) == (1, False)
    assert chosen_match(pieced, Seen(match=9)) == (3, False)
    assert chosen_match(pieced, Seen(match=3, beside="a")) == (1, False)
    assert chosen_match(pieced, Seen(match=3, beside="gone")) == (2, True)
    assert chosen_match({"matches": []}, Seen()) == (1, False)
    assert Seen().query(match=1) == "match=1"  # the first is not the closest everywhere


def test_a_link_leads_to_the_version_that_is_looked_at() -> None:
    told = {"matches": [{"article": {"id": name, "version": version}} for name, version in ("a2", "b1", "a1")]}
    asked = Asked(Article(QUERY), SIDE, told, Seen(), place="/desk/articles/x")
    links = [asked.link(match, number) for number, match in enumerate(told["matches"], start=1)]
    assert links == [f"/desk/articles/x?{shown}" for shown in ("beside=a", "beside=b", "match=3")]


def test_what_is_shown_stands_in_the_address_and_in_forms() -> None:
    seen = Seen.model_validate({"match": 3, "quotations": "out", "short": "20", "without": ("a b", "c&d"), "as": "csv"})
    assert seen.query() == "match=3&quotations=out&short=20&without=a+b&without=c%26d"
    assert seen.counting_all() == "match=3"
    assert Seen().query() == ""
    assert seen_in({"go": [seen.query()]}) == Seen.model_validate(seen.model_dump())
    assert seen_in({"go": [""], "short": ["20"]}) == Seen()
    assert seen_in({"short": ["20"], "without": ["a", "b"]}).uncounted == Uncounted(
        shorter_than=20, sources=frozenset("ab")
    )
    assert seen_in({"match": ["nine"]}) == seen_in({"short": ["-1"]}) == Seen()
