from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plagdet import Passage, merge, score

Range = tuple[int, int]

TEXTS = ("derived", "source")


def passage(derived: tuple[int, int], source: tuple[int, int], texts: tuple[str, str] = TEXTS) -> Passage:
    return Passage(texts, derived, source)


def test_an_exact_detection_is_perfect() -> None:
    case = passage((0, 100), (50, 150))
    result = score([case], [case])
    assert (result.precision, result.recall, result.granularity, result.plagdet) == (1, 1, 1, 1)


def test_two_halves_of_one_case() -> None:
    case = passage((0, 100), (0, 100))
    result = score([case], [passage((0, 50), (0, 50)), passage((50, 100), (50, 100))])
    assert (result.precision, result.recall, result.granularity) == (1, 1, 2)
    assert result.plagdet == pytest.approx(1 / math.log2(3))


def test_a_hand_computed_case() -> None:
    # Found: 80 of 100 derived and 60 of 100 source characters of one case, in a detection of 100 and 100. One missed.
    cases = [passage((0, 100), (0, 100)), passage((500, 600), (500, 600))]
    result = score(cases, [passage((20, 120), (40, 140))])
    assert result.recall == pytest.approx((140 / 200 + 0) / 2)
    assert result.precision == pytest.approx(140 / 200)
    assert result.granularity == 1
    f1 = 2 * 0.7 * 0.35 / (0.7 + 0.35)
    assert result.plagdet == pytest.approx(f1)


def test_overlapping_detections_are_not_counted_twice() -> None:
    case = passage((0, 100), (0, 100))
    result = score([case], [passage((0, 60), (0, 60)), passage((40, 80), (40, 80))])
    assert result.recall == pytest.approx(0.8)


@pytest.mark.parametrize(
    "wrong",
    [
        passage((0, 100), (200, 300)),  # only the derived side overlaps
        passage((200, 300), (0, 100)),
        passage((0, 100), (0, 100), ("derived", "another")),
    ],
)
def test_a_detection_must_overlap_on_both_sides_in_the_same_texts(wrong: Passage) -> None:
    result = score([passage((0, 100), (0, 100))], [wrong])
    assert (result.precision, result.recall, result.granularity, result.plagdet) == (0, 0, 1, 0)


def test_nothing_found_and_nothing_there() -> None:
    assert score([passage((0, 1), (0, 1))], []).plagdet == 0
    assert score([], []).plagdet == 0


ranges = st.tuples(st.integers(0, 300), st.integers(1, 80)).map(lambda pair: (pair[0], pair[0] + pair[1]))
passages = st.lists(st.builds(passage, ranges, ranges), max_size=6)


@given(cases=passages, detections=passages)
def test_every_figure_stays_in_its_bounds(cases: list[Passage], detections: list[Passage]) -> None:
    result = score(cases, detections)
    assert 0 <= result.precision <= 1
    assert 0 <= result.recall <= 1
    assert result.granularity >= 1
    assert 0 <= result.plagdet <= 1


def test_runs_close_on_both_sides_are_merged() -> None:
    runs = [((0, 100), (1000, 1100)), ((120, 200), (1130, 1210))]
    assert merge(runs, gap=50, least=10) == [((0, 200), (1000, 1210))]


def test_runs_far_apart_on_one_side_are_not() -> None:
    runs = [((0, 100), (1000, 1100)), ((120, 200), (5000, 5080))]
    assert merge(runs, gap=50, least=10) == runs


def test_a_run_joins_what_lay_apart_before() -> None:
    runs = [((0, 10), (0, 10)), ((40, 50), (40, 50)), ((20, 30), (20, 30))]
    assert merge(runs, gap=10, least=1) == [((0, 50), (0, 50))]


def test_short_runs_are_dropped() -> None:
    assert merge([((0, 99), (0, 99))], gap=10, least=100) == []


@given(st.lists(st.tuples(ranges, ranges), max_size=8), st.integers(0, 60))
def test_merging_covers_every_run(runs: list[tuple[Range, Range]], gap: int) -> None:
    merged = merge(runs, gap, least=0)
    for (start, end), (first, last) in runs:
        assert any(
            one[0][0] <= start and end <= one[0][1] and one[1][0] <= first and last <= one[1][1] for one in merged
        )
