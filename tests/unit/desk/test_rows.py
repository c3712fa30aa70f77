"""Two texts row by row: what belongs together at the same height, everything once, in its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.desk.order import kept_in_order
from api.desk.rows import FOLDED, Row, rows_of
from api.desk.views import Shown


def texts(partners: list[int | None], others: int) -> tuple[list[Shown], list[Shown]]:
    query = [
        Shown(number, "edited" if other else "original", "", (), (other,) if other else ())
        for number, other in enumerate(partners, start=1)
    ]
    match = [
        Shown(number, "", "", (), tuple(at for at, other in enumerate(partners, start=1) if other == number))
        for number in range(1, others + 1)
    ]
    return query, match


def told(rows: list[Row]) -> list[tuple[list[int], list[int]]]:
    return [([one.number for one in row.query], [one.number for one in row.match]) for row in rows]


def test_counterparts_stand_beside_each_other() -> None:
    rows = rows_of(*texts([None, 1, 3, None], 4))
    assert told(rows) == [([1], []), ([2], [1]), ([], [2]), ([3], [3]), ([], [4]), ([4], [])]
    assert [row.number for row in rows] == [0, 1, 0, 2, 0, 0]
    assert not any(row.moved or row.again for row in rows)


def test_what_was_moved_stands_beside_its_counterpart_and_says_so() -> None:
    rows = rows_of(*texts([3, 1, 2], 3))
    assert told(rows) == [([1], [3]), ([2], [1]), ([3], [2])]
    assert [row.moved for row in rows] == [True, False, False]


def test_paragraphs_that_share_a_counterpart_share_a_row_where_they_follow_each_other() -> None:
    rows = rows_of(*texts([1, 1, 2, 1], 2))
    assert told(rows) == [([1, 2], [1]), ([3], [2]), ([4], [1])]
    assert [row.again for row in rows] == [False, False, True]


def test_what_only_the_other_has_is_folded_where_it_is_much() -> None:
    rows = rows_of(*texts([FOLDED + 1], FOLDED + 1))
    assert told(rows) == [([], list(range(1, FOLDED + 1))), ([1], [FOLDED + 1])]
    assert [row.folded for row in rows] == [True, False]


def test_without_the_other_text_the_own_stands_alone() -> None:
    query, _ = texts([2, None], 2)
    assert told(rows_of(query, [])) == [([1], []), ([2], [])]
    assert rows_of([], []) == []


@given(st.lists(st.one_of(st.none(), st.integers(1, 12)), max_size=20), st.integers(12, 15))
def test_everything_stands_once(partners: list[int | None], others: int) -> None:
    rows = rows_of(*texts(partners, others))
    assert [one.number for row in rows for one in row.query] == list(range(1, len(partners) + 1))
    assert sorted(one.number for row in rows for one in row.match if not row.again) == list(range(1, others + 1))
    for row in rows:
        if row.number:
            assert {one.partners for one in row.query} == {(row.match[0].number,)}
    assert [row.number for row in rows if row.number] == list(range(1, sum(bool(row.number) for row in rows) + 1))


@given(st.lists(st.integers(0, 30), max_size=60))
def test_what_kept_its_order_never_goes_back_and_is_as_long_as_can_be(places: list[int]) -> None:
    kept = kept_in_order(places)
    assert kept == sorted(set(kept))
    found = [places[at] for at in kept]
    assert found == sorted(found)
    longest = [1] * len(places)
    for at in range(len(places)):
        longest[at] = 1 + max((longest[other] for other in range(at) if places[other] <= places[at]), default=0)
    assert len(kept) == max(longest, default=0)
