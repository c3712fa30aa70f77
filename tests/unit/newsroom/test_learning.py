"""Editors' answers, held against what the machine had said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.detection.matching import DERIVED
from dedup.detection.verdict import Relation
from dedup.newsroom.feedback import Feedback
from dedup.newsroom.learning import FEWEST, GOALS, Evaluation, Share, evaluate

AT = datetime(2031, 3, 4, tzinfo=UTC)


def answer(machine: str, derivation: float | None, editor: str, number: int = 0) -> Feedback:
    told = {"relation": machine, "derivation": derivation}
    return Feedback(f"q{number}", "1", f"m{number}", "1", editor, AT, told, "anna")


def answers(*groups: tuple[int, str, float | None, str]) -> Evaluation:
    said = [answer(*told) for count, *told in groups for _ in range(count)]  # type: ignore[arg-type]
    return evaluate(said)


def test_what_agrees_and_what_was_corrected_is_counted() -> None:
    found = answers((7, "rewrite", 0.9, "rewrite"), (2, "rewrite", 0.8, "same_event"), (1, "unrelated", 0.1, "rewrite"))
    assert (found.agreed.part, found.agreed.whole) == (7, 10)
    assert found.words == {
        ("rewrite", "rewrite"): 7,
        ("rewrite", "same_event"): 2,
        ("unrelated", "rewrite"): 1,
    }
    assert (found.right.part, found.right.whole) == (7, 9)
    assert (found.found.part, found.found.whole) == (7, 8)


def test_a_near_copy_called_a_rewrite_is_a_correction_but_no_false_accusation() -> None:
    found = answers((3, "near_copy", 0.99, "rewrite"))
    assert found.agreed.part == 0
    assert found.right.value == found.found.value == 1.0


def test_what_has_no_derivation_counts_for_words_alone() -> None:
    found = answers((2, "rewrite", None, "rewrite"))
    assert found.agreed.whole == 2
    assert (found.right.whole, found.bins, found.error) == (0, (), None)
    assert found.right.value is None


def test_without_answers_there_are_no_shares() -> None:
    found = evaluate([])
    assert (found.agreed.value, found.agreed.interval, found.error) == (None, None, None)
    assert [line.at_least for line in found.lines] == [None] * len(GOALS)


def test_a_derivation_that_holds_what_it_says_has_no_error() -> None:
    found = answers((8, "rewrite", 0.8, "rewrite"), (2, "rewrite", 0.8, "same_event"))
    assert found.error == pytest.approx(0.0)
    assert [(one.low, one.high, one.right.part) for one in found.bins] == [(0.8, 0.9, 8)]
    assert answers((10, "rewrite", 0.8, "rewrite")).error == pytest.approx(0.2)


def test_a_line_is_drawn_where_enough_are_right() -> None:
    found = answers((30, "rewrite", 0.99, "rewrite"), (6, "rewrite", 0.7, "rewrite"), (6, "rewrite", 0.7, "same_event"))
    assert [line.at_least for line in found.lines] == [0.99, 0.99, 0.99]
    assert (found.lines[0].kept.part, found.lines[0].kept.whole) == (30, 36)
    assert answers((FEWEST - 1, "rewrite", 0.99, "rewrite")).lines[0].at_least is None


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_interval_holds_the_share(part: int, more: int) -> None:
    share = Share(part, part + more)
    if share.value is not None and share.interval is not None:
        low, high = share.interval
        assert 0.0 <= low <= share.value + 1e-9
        assert share.value - 1e-9 <= high <= 1.0


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(list(Relation))), max_size=80))
def test_a_line_reaches_its_goal_and_a_higher_goal_a_higher_line(rows: list[tuple[float, Relation]]) -> None:
    found = evaluate(answer("rewrite", p, editor.value, number) for number, (p, editor) in enumerate(rows))
    assert sum(found.words.values()) == len(rows) == sum(one.right.whole for one in found.bins)
    lines = [line for line in found.lines if line.at_least is not None]
    for line in lines:
        above = [Relation(editor).is_derived for p, editor in rows if p >= (line.at_least or 0.0)]
        assert (sum(above), len(above)) == (line.right.part, line.right.whole)
        assert sum(above) >= line.goal * len(above)
        assert (line.at_least or 0.0) >= DERIVED
    assert [line.at_least for line in lines] == sorted(line.at_least or 0.0 for line in lines)
