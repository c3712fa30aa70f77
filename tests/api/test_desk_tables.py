"""What stands in the cells of a table that is taken along from the desk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.desk.tables import cell


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("\rx", "'\rx"),
        ("\uff1d1", "'\uff1d1"),
        ("Sum = 1", "Sum = 1"),
        ("a\x00b", "ab"),
        ("\x00=1", "'=1"),
        (-0.5, -0.5),
        (None, None),
        (True, "true"),
    ],
)
def test_no_cell_is_a_formula(sent: object, shown: object) -> None:
    assert cell(sent) == shown


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20))
def test_whatever_a_text_is_its_cell_begins_with_no_sign_of_a_formula(text: str) -> None:
    shown = cell(text)
    assert shown in {text, f"'{text}"}
    assert not str(shown).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
