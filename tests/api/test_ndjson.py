from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.ndjson import Line, LineCutter


def cut(chunks: list[bytes], limit: int = 1000) -> list[Line]:
    cutter = LineCutter(limit)
    return [line for chunk in chunks for line in cutter.feed(chunk)] + list(cutter.finish())


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=8))
def test_lines_do_not_depend_on_where_the_stream_is_cut(content: bytes, places: list[int]) -> None:
    edges = [0, *sorted(min(place, len(content)) for place in places), len(content)]
    chunks = [content[start:end] for start, end in pairwise(edges)]
    expected = [Line(n, line) for n, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    assert cut(chunks) == expected


def test_empty_lines_count_but_give_nothing() -> None:
    assert cut([b"a\n\n \r\nb"]) == [Line(1, b"a"), Line(4, b"b")]


def test_a_line_over_the_limit_is_dropped_and_the_next_one_is_read() -> None:
    assert cut([b"x" * 6, b"x" * 6, b"\nok\n"], limit=10) == [Line(1, None), Line(2, b"ok")]


def test_nothing_of_a_line_over_the_limit_is_kept() -> None:
    cutter = LineCutter(limit=10)
    for _ in range(100):
        assert list(cutter.feed(b"x" * 8)) == []
        assert sum(len(piece) for piece in cutter._pieces) <= 10


def test_a_last_line_needs_no_line_break() -> None:
    assert cut([b"a\nb"]) == [Line(1, b"a"), Line(2, b"b")]
