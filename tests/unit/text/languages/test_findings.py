from __future__ import annotations

import pytest

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.facts import find_facts
from dedup.text.languages.findings import same_moment


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2031-05-03", "-05-03", True),
        ("2031-03", "-03", True),
        ("-05-03", "-05-03", True),
        ("2031-05-03", "2032-05-03", False),
        ("2031-05-03", "-05-04", False),
        ("2031-05-03", "-03", False),  # a month is no day
        ("-05-03", "-03", False),
        ("2031-05", "2031-05-03", False),
        ("2031", "2032", False),
        ("monday", "monday", True),
        ("monday", "-03", False),
        ("07:30", "-03", False),
    ],
)
def test_a_missing_year_agrees_with_any_and_a_missing_day_with_none(one: str, other: str, *, same: bool) -> None:
    assert same_moment(one, other) is same_moment(other, one) is same


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("written", ["2031-13-04", "2031-00-04", "2031-10-32", "2031-10-00"])
def test_what_no_calendar_has_is_no_date(language: str, written: str) -> None:
    found = find_facts(read_document(Article(f"Nr. {written}, Ottervik.", language=language)))
    assert not [fact for fact in found if fact.kind == "date" and fact.value == written]
