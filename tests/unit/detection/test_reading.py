from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.detection.composition import Judge
from dedup.detection.reading import AGREED, Budget, JointReader, agree
from dedup.detection.relation import RelationModel, Weighing
from dedup.detection.verdict import Reading, Relation
from dedup.detection.wording import told_together
from tests.fakes import CountingReader
from tests.unit.detection.sides import STORIES, aligned, model, stored, text, verdict

LONG = text(*(sentence for story in STORIES for sentence in story))
EVEN = (0.0, 0.0)
"""A relation model that says one half of everything."""


def judge(reader: CountingReader | None, windows: int = 12, **changes: Any) -> Judge:  # noqa: ANN401 - JSON
    weighing = {"weight": 1.0, "limit": 9.0} | changes
    by_hand = RelationModel.from_mapping(model(EVEN, (30.0, 0.0)) | {"reading": weighing})
    return Judge(by_hand, reader=None if reader is None else JointReader(reader.read, reader.name, windows))


@pytest.mark.parametrize(("odds", "relation"), [(4.0, Relation.REWRITE), (-4.0, Relation.SAME_EVENT)])
def test_a_reading_decides_what_evidence_left_open(odds: float, relation: Relation) -> None:
    other = text(*STORIES[1][:2], *STORIES[0][1:])
    answer = verdict(text(*STORIES[0]), [stored(other, "s")], by=judge(CountingReader(odds)))
    (match,) = answer.matches
    assert (match.derivation > 0.9, match.derivation < 0.1) == (odds > 0, odds < 0)
    assert match.relation.is_derived is relation.is_derived
    assert match.evidence["reading"] == pytest.approx(odds)
    assert match.reading is not None
    assert match.reading.log_odds == pytest.approx(odds)
    assert "Read together" in match.reason


@pytest.mark.parametrize("settled", [30.0, -30.0])
def test_what_the_evidence_settled_is_not_read(settled: float) -> None:
    reader = CountingReader()
    by = judge(reader)
    certain = RelationModel.from_mapping(
        model((settled, 0.0), (30.0, 0.0)) | {"reading": by.model.weighing and {"weight": 1.0, "limit": 9.0}}
    )
    answer = verdict(text(*STORIES[0]), [stored(text(*STORIES[1]), "s")], by=replace(by, model=certain), given=True)
    assert reader.asked == []
    assert answer.matches[0].reading is None
    assert "reading" not in answer.matches[0].evidence


def test_an_identical_text_is_not_read() -> None:
    reader = CountingReader()
    verdict(LONG, [stored(LONG, "s")], by=judge(reader))
    assert reader.asked == []


def test_a_version_of_the_own_story_is_not_read() -> None:
    reader = CountingReader()
    candidate = stored(text(*STORIES[0], STORIES[1][0]), "s", story="chain")
    assert (
        verdict(text(*STORIES[0]), [candidate], by=judge(reader), story="chain").matches[0].relation is Relation.UPDATE
    )
    assert reader.asked == []


def test_without_a_reader_evidence_decides() -> None:
    other = text(*STORIES[1][:2], *STORIES[0][1:])
    answer = verdict(text(*STORIES[0]), [stored(other, "s")], by=judge(None))
    assert answer.matches[0].derivation == pytest.approx(0.5)
    assert answer.searched.degraded == ()


def test_reading_stops_once_windows_agree() -> None:
    sure, torn = CountingReader(AGREED + 1), CountingReader(AGREED / 3)
    candidates = [stored(LONG + " More.", "s")]
    for reader in (sure, torn):
        verdict(LONG, candidates, by=judge(reader, windows=100))
    assert len(sure.asked) == 2
    assert len(torn.asked) > 2


@pytest.mark.parametrize(("windows", "cut"), [(2, True), (100, False)])
def test_the_bound_is_kept_and_named_when_it_is_hit(windows: int, *, cut: bool) -> None:
    reader = CountingReader(0.1)
    candidates = [stored(f"{LONG} More {name}.", name) for name in ("a", "b", "c")]
    answer = verdict(LONG, candidates, by=judge(reader, windows=windows))
    assert len(reader.asked) <= windows
    assert bool(answer.searched.degraded) is cut
    assert all("DEDUP_READER_WINDOWS" in said and str(windows) in said for said in answer.searched.degraded)


def test_the_answer_names_the_passages() -> None:
    query, other = text(*STORIES[0]), f"{text(*STORIES[1])}\n\n{text(*STORIES[0][::-1])}"
    by = judge(CountingReader(2.0))
    answer = verdict(query, [stored(other, "s")], by=by)
    reading = answer.matches[0].reading
    assert reading is not None
    assert (reading.of, reading.read, reading.restating) == ("query", len(reading.spans), len(reading.spans))
    ours = " ".join(query[span.start : span.end] for passage in reading.spans for span in passage.query)
    assert ours.split() == query.split()
    for passage in reading.spans:
        assert "".join(other[span.start : span.end] for span in passage.match)


def test_the_reader_is_part_of_the_configuration() -> None:
    without, with_one = judge(None), judge(CountingReader())
    assert without.fingerprint == without.model.fingerprint
    assert with_one.fingerprint == f"{without.fingerprint} counting-reader"


@given(st.lists(st.floats(-6, 6), max_size=8))
def test_agreement_needs_two_of_one_mind(odds: list[float]) -> None:
    if agree(odds):
        assert len(odds) >= 2
        assert all(value > 0 for value in odds) or all(value < 0 for value in odds)
        assert abs(np.mean(odds)) >= AGREED


@given(st.integers(0, 20), st.lists(st.integers(1, 5), max_size=10))
def test_a_budget_is_never_overdrawn(left: int, wanted: list[int]) -> None:
    budget = Budget(left)
    taken = [budget.take(some) for some in wanted]
    assert sum(taken) == left - budget.left <= left
    assert budget.spent is (sum(wanted) > left)


@given(st.floats(0, 1), st.floats(-10, 10), st.floats(0.01, 5))
def test_a_higher_reading_never_lowers_a_probability(evidence: float, reading: float, more: float) -> None:
    weighing = Weighing(0.75, 3.0)
    assert 0 < weighing.probability(evidence, reading) <= weighing.probability(evidence, reading + more) < 1


@given(st.floats(0, 1), st.floats(-20, 20), st.floats(0, 1), st.floats(0, 8))
def test_what_is_not_asked_about_no_reading_could_have_changed(
    evidence: float, reading: float, weight: float, limit: float
) -> None:
    data = model(EVEN, (30.0, 0.0)) | {"reading": {"weight": weight, "limit": limit}, "sure": [0.45, 0.95]}
    by = RelationModel.from_mapping(data)
    assert by.weighing is not None
    read = by.weighing.probability(evidence, reading)
    if not by.asks(evidence):
        assert by.needs_review(read) is by.needs_review(evidence)
        assert (read >= 0.5) is (evidence >= 0.5)
    else:
        assert weight * limit > 0 or by.needs_review(evidence)


def test_a_model_that_was_fitted_without_readings_asks_for_none() -> None:
    assert not RelationModel.from_mapping(model(EVEN, (30.0, 0.0))).asks(0.5)


def test_a_joint_reader_gives_nothing_where_nothing_may_be_read() -> None:
    reader = CountingReader()
    alignment = aligned(text(*STORIES[0]), text(*STORIES[1]))
    assert JointReader(reader.read, reader.name).reading(alignment, Budget(0)) is None
    assert reader.asked == []


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (Reading(2.0, "query", 7, 7, 6, ()), "6 of 7 passages of this text restate passages of the other"),
        (Reading(2.0, "match", 7, 7, 1, ()), "1 of 7 passages of the other text restates passages of this one"),
        (
            Reading(-2.0, "query", 7, 3, 0, ()),
            "none of the 3 longest passages of this text restate passages of the other",
        ),
        (Reading(2.0, "query", 1, 1, 1, ()), "this text restates passages of the other"),
        (Reading(-2.0, "match", 1, 1, 0, ()), "the other text does not restate passages of this one"),
    ],
)
def test_a_reading_in_words(reading: Reading, said: str) -> None:
    assert told_together(reading) == f"Read together, {said}."
