"""Paragraphs cut where marks begin and end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.desk.marks import Marks, Piece

TEXT = "one two three four five"


def test_marks_lie_over_each_other() -> None:
    marks = Marks()
    marks.add(0, 13)
    marks.add(4, 23, "quote-1")
    marks.add(8, 13, "fact-1")
    assert marks.pieces(TEXT, 0, len(TEXT)) == (
        Piece("one ", shared=True),
        Piece("two ", shared=True, entry="quote-1"),
        Piece("three", shared=True, entry="fact-1"),
        Piece(" four five", entry="quote-1"),
    )


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20), st.sampled_from(["", "fact-1", "quote-1"]))))
def test_nothing_of_a_text_is_lost_and_what_is_marked_is_marked(found: list[tuple[int, int, str]]) -> None:
    text = "abcdefghij" * 6
    marks = Marks()
    for start, length, entry in found:
        marks.add(start, start + length, entry)
    at = 0
    for begin, end in ((0, 20), (20, 45), (45, 60)):
        for piece in marks.pieces(text, begin, end):
            assert text[at : at + len(piece.text)] == piece.text
            for place in range(at, at + len(piece.text)):
                covering = {entry for start, length, entry in found if start <= place < start + length}
                assert piece.shared == ("" in covering)
                assert bool(piece.entry) == bool(covering - {""})
            at += len(piece.text)
    assert at == len(text)
