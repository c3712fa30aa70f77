"""Drawings of who takes from whom."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.desk.flowcharts import NAMES, ROOM, bands_of, columns_of, span_told, strip_of
from dedup.newsroom.flows import Tally

pairs = st.dictionaries(
    st.tuples(st.text("ABCDEFGHIJKLM", min_size=1, max_size=2), st.text("abcdefghijklm", min_size=1, max_size=2)),
    st.builds(Tally, copies=st.integers(0, 50), rewrites=st.integers(1, 50)),
    max_size=40,
)


@given(pairs)
def test_bands_stay_within_the_rows_of_their_sources(counted: dict[tuple[str, str], Tally]) -> None:
    drawn = bands_of(counted)
    assert len(drawn.origins) <= NAMES
    assert len(drawn.takers) <= NAMES
    assert drawn.whole == (len({one for one, _ in counted}) <= NAMES and len({two for _, two in counted}) <= NAMES)
    rows = {name.name: row for row, name in enumerate(drawn.origins)}
    takers = {name.name: row for row, name in enumerate(drawn.takers)}
    for band in drawn.bands:
        for outline in filter(None, (band.copies, band.rewrites)):
            left, right = re.findall(r"M0 ([\d.]+)C.* ([\d.]+)V", outline)[0]
            assert rows[band.origin] <= float(left) < rows[band.origin] + 1
            assert takers[band.taker] <= float(right) < takers[band.taker] + 1
        assert bool(band.copies) == bool(band.tally.copies)
    if drawn.whole:
        assert {(band.origin, band.taker) for band in drawn.bands} == set(counted)
        assert sum(name.count for name in drawn.origins) == sum(tally.count for tally in counted.values())


def test_the_largest_source_fills_its_row() -> None:
    (band,) = bands_of({("Wire", "Post"): Tally(copies=4)}).bands
    top, bottom = (float(one) for one in re.findall(r"M0 ([\d.]+)C.*V([\d.]+)C", band.copies)[0])
    assert bottom - top == pytest.approx(ROOM)
    assert bands_of({}).rows == 0


def test_columns_are_parts_of_the_highest() -> None:
    chart = columns_of({"one": Tally(copies=1, rewrites=3), "none": Tally(), "two": Tally(copies=2)})
    assert [(one.copies, one.rewrites) for one in chart.columns] == [(0.25, 0.75), (0, 0), (0.5, 0)]
    assert chart.highest == 4
    assert columns_of({"none": Tally()}).columns[0].copies == 0


@given(st.lists(st.integers(0, 10**9)).map(sorted))
def test_dots_come_in_the_order_of_their_times(delays: list[int]) -> None:
    strip = strip_of(delays)
    assert list(strip.dots) == sorted(strip.dots)
    assert all(0 <= one <= 100 for one in strip.dots)
    assert [place for place, _ in strip.ticks] == sorted(place for place, _ in strip.ticks)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (100, "2 min"),
        (3600, "60 min"),
        (2 * 3600, "2 h"),
        (2 * 3600 + 660, "2 h 11 min"),
        (26 * 3600 + 600, "26 h"),
        (3 * 86400, "3 days"),
    ],
)
def test_times_are_told_as_anybody_reads_them(seconds: float, told: str) -> None:
    assert span_told(seconds) == told
