"""In which order paragraphs come, and how that is told."""

from __future__ import annotations

import pytest

from api.desk.order import HEIGHT, order_of


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([], "No paragraph has a counterpart."),
        ([4], "1 paragraph has a counterpart."),
        ([1, 2, 2, 5], "4 paragraphs have a counterpart, in the same order."),
        ([2, 1], "2 paragraphs have a counterpart; 1 was moved."),
        ([1, 6, 7, 2, 3, 4, 5, 9], "8 paragraphs have a counterpart; 2 were moved."),
        ([3, 2, 1], "3 paragraphs have a counterpart; 2 were moved."),
    ],
)
def test_what_was_moved_is_counted(places: list[int], told: str) -> None:
    pairs = [(number, place, "edited") for number, place in enumerate(places, start=1)]
    assert order_of(pairs, 9, 9).told == told


def test_the_drawing_has_its_place_whatever_the_number() -> None:
    for count in (1, 9, 2000):
        order = order_of([(1, count, "edited"), (count, 1, "verbatim")], count, count)
        assert all(0 <= height <= HEIGHT for line in order.lines for height in (line.y1, line.y2))
        assert len(order.query) <= 16
        assert order.query[0][0] == 1
