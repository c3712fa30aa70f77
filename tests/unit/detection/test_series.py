from __future__ import annotations

from datetime import timedelta

import pytest

from dedup.article import Article
from dedup.detection.series import are_lists_of_others, find_series
from dedup.detection.verdict import Kind, Relation
from tests.unit.detection.reports import NEIGHBOURS, SERIES
from tests.unit.detection.sides import judge, only_match, side_of, stored, verdict

ALWAYS = judge(derivation=(5.0, 0.0))
"""Takes everything as derived."""
DAY = timedelta(days=1)


@pytest.mark.parametrize("report", SERIES)
class TestAnotherIssue:
    def test_has_its_slots_filled_anew(self, report: str) -> None:
        first, second = (side_of(issue) for issue in SERIES[report])
        there, back = find_series(first, second), find_series(second, first)
        assert there is not None
        assert back is not None
        assert there.filled >= 2 * there.kept
        assert (there.filled, there.kept) == (back.filled, back.kept)

    def test_is_a_series_however_sure_the_model_is_of_its_words(self, report: str) -> None:
        first, second = SERIES[report]
        answer = verdict(second, [stored(first, "m")], by=ALWAYS)
        (match,) = answer.matches
        assert (answer.relation, answer.needs_review) == (Relation.SERIES, False)
        assert (match.relation, match.needs_review) == (Relation.SERIES, False)
        assert not match.relation.is_derived
        assert answer.derivation < 0.5
        assert match.reason.startswith("Another issue of a report in a fixed form: ")
        assert match.reason in answer.summary
        assert (match.containment.of_query, match.containment.of_match) == (0.0, 0.0)

    def test_is_another_version_in_its_own_chain(self, report: str) -> None:
        first, second = SERIES[report]
        match = only_match(Article(second, id="m"), stored(first, "m"), story="m")
        assert match.relation is Relation.UPDATE

    def test_of_which_the_same_issue_is_a_copy(self, report: str) -> None:
        first, second = SERIES[report]
        assert only_match(second, stored(second, "m"), by=ALWAYS).relation is Relation.IDENTICAL
        longer = second + "\n\nThe service is run by the province."
        answer = verdict(longer, [stored(first, "first"), stored(second, "second")], by=ALWAYS)
        assert answer.relation is Relation.NEAR_COPY
        assert {p.best.article_id for p in answer.paragraphs if p.kind is Kind.VERBATIM and p.best} == {"second"}


@pytest.mark.parametrize("pair", NEIGHBOURS)
def test_what_only_looks_like_one_is_none(pair: str) -> None:
    first, second = (side_of(one) for one in NEIGHBOURS[pair])
    assert find_series(first, second) is None
    assert find_series(second, first) is None


def test_one_weekday_a_week_apart_is_another_day() -> None:
    first, second = (side_of(f"{issue} It was a lively day on Tuesday, brokers said.") for issue in SERIES["markets"])
    assert find_series(first, second) is None
    assert find_series(first, second, DAY / 4) is None
    assert find_series(first, second, 7 * DAY) is not None


def test_its_paragraphs_make_no_composite_verdict() -> None:
    issues = [stored(issue, f"issue-{number}") for number, issue in enumerate(SERIES["weather"][:1] * 3)]
    answer = verdict(SERIES["weather"][1], issues, by=ALWAYS)
    assert answer.relation is Relation.SERIES
    assert answer.coverage[Kind.BACKGROUND] == pytest.approx(1.0, abs=0.2)
    assert "Pieced together" not in answer.summary


ROUND = (
    "Ottervik Rovers 3, Keldrum Town 1. Scorers: Halvorsen 12, Brandt 55, 71; Okoro 88. Attendance 8,412.\n\n"
    "Pellworm 2, Corvane Athletic 2. Scorers: Lind 4, Moss 39; Vane 61, 90. Attendance 4,310."
)
ELSEWHERE = (
    "Halvermond 1, Selm United 4. Scorers: Quill 22; Storr 8, 19, 65, Hale 83. Attendance 6,230.\n\n"
    "Brannock Vale 2, Tarrow 1. Scorers: Pike 33, 48; Dahl 77. Attendance 9,114."
)


def test_results_of_other_matches_are_no_event() -> None:
    sure = judge(derivation=(-5.0, 0.0), same_event=(5.0, 0.0))
    assert only_match(ELSEWHERE, stored(ROUND, "m"), by=sure).relation is Relation.UNRELATED


@pytest.mark.parametrize(
    "other",
    [
        ROUND.replace("Attendance 8,412", "Crowd 8,412"),
        ELSEWHERE.replace("Hale", "Brandt"),
        (
            "Three goals were enough for Selm United on Saturday, whose Storr and Hale had the crowd on its feet in "
            "Halvermond while Brannock Vale and Tarrow met in the rain, and Pike of the Vale was carried off in tears."
        ),
    ],
    ids=["the same", "a scorer in common", "prose"],
)
def test_what_shares_a_name_or_is_told_in_sentences_is_judged_like_any_other(other: str) -> None:
    assert are_lists_of_others(side_of(ROUND), side_of(ELSEWHERE))
    assert not are_lists_of_others(side_of(ROUND), side_of(other))
    assert not are_lists_of_others(side_of(other), side_of(ROUND))
