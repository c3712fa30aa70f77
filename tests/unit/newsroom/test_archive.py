"""What a search shows of a text: a stretch around the first hit, with the hits in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedup.article import Span
from dedup.newsroom.archive import BEFORE, EXCERPT, _excerpt
from dedup.text.searching import places_of, read_query

LONG = " ".join(f"word{number}" for number in range(400))


def test_a_hit_far_down_is_shown_with_what_stands_before_it() -> None:
    excerpt, marks = _excerpt(LONG, places_of(read_query("word200"), LONG))
    assert [excerpt[slice(*span)] for span in marks] == ["word200"]
    assert 0 < marks[0].start <= BEFORE
    assert excerpt.startswith("word")
    assert excerpt in LONG


def test_without_a_hit_in_the_text_its_beginning_is_shown() -> None:
    assert _excerpt(LONG, ()) == (LONG[: LONG.rfind(" ", 0, EXCERPT)], ())
    assert _excerpt("Short.", ()) == ("Short.", ())


@given(st.text("ab ", min_size=1, max_size=900), st.data())
def test_marks_are_what_was_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    excerpt, marks = _excerpt(text, [Span(start, end)])
    assert excerpt in text
    assert len(marks) == 1
    assert text[start:end].startswith(excerpt[slice(*marks[0])])
    assert marks[0].start < marks[0].end
