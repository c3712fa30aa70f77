"""Tables to take away."""

from __future__ import annotations

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from api.desk.sheets import sheet_of

cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00")) | st.integers() | st.none()


@given(st.lists(st.lists(cells, min_size=2, max_size=2)))
def test_what_is_written_is_read_and_never_run(rows: list[list[object]]) -> None:
    told = sheet_of(["one", "two"], rows).decode("utf-8-sig")
    read = list(csv.reader(StringIO(told, newline="")))
    assert read[0] == ["one", "two"]
    for row, sent in zip(read[1:], rows, strict=True):
        for cell, value in zip(row, sent, strict=True):
            text = "" if value is None else str(value)
            assert cell in {text, f"'{text}"}
            assert not (isinstance(value, str) and cell.startswith(("=", "+", "-", "@", "\t")))
