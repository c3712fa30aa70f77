from __future__ import annotations

import pytest

from dedup.newsroom.credit import check_credit, credit_of_all, not_known, pieced_credit


@pytest.mark.parametrize(
    ("text", "agency", "named"),
    [
        ("OTTERVIK (AP) - The pier closed.", "AP", "AP"),
        ("The pier closed, The Associated Press reported.", "AP", "The Associated Press"),
        ("The pier closed, A.P. said.", "AP", "A.P."),
        ("Berlin (dpa) - Der Pier ist zu.", "dpa", "dpa"),
        ("Die Deutsche Presse-Agentur meldet es.", "dpa", "Deutsche Presse-Agentur"),
        ("The pier closed, Reuters reported.", "Thomson Reuters", "Reuters"),
        ("According to the Northwater  Wire it closed.", "Northwater Wire", "Northwater  Wire"),
        ("as the northwater wire had it", "Northwater Wire", "northwater wire"),
    ],
)
def test_a_credit_is_found_where_it_stands(text: str, agency: str, named: str) -> None:
    found = check_credit(text, (), agency)
    assert found.found
    assert found.place is not None
    assert text[slice(*found.place)] == named
    assert str(found.place.start) in found.told


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("The map of the apron shows a gap; apples fell.", "AP"),
        ("WRAP and TAPE are no credit, nor is AP_1.", "AP"),
        ("He is a pa to three children.", "PA"),
        ("The northwater was cold and the wire broke.", "Northwater Wire"),
        ("mail@dpa.example", "dpa"),
    ],
)
def test_other_words_are_no_credit(text: str, agency: str) -> None:
    found = check_credit(text, (), agency)
    assert not found.found
    assert found.told == f"Derived from {agency}, no credit found."


def test_a_field_may_hold_it() -> None:
    found = check_credit("The pier closed.", ("By Tamar Ellwood", "Courier/AP"), "AP")
    assert (found.found, found.place, found.field) == (True, None, "Courier/AP")


def test_without_a_source_nothing_can_be_said() -> None:
    assert not check_credit("The pier closed.", (), None).found


def test_of_two_versions_of_a_source_the_closer_is_asked_about() -> None:
    parts = [{"article_id": name, "share": 0.4, "paragraphs": 1} for name in ("a", "b")]
    closer, other = (
        {
            "article": {"id": name, "source": source},
            "relation": "rewrite",
            "direction": "query_from_match",
            "direction_by": "time",
        }
        for name, source in (("a", "Northern Wire"), ("b", "Courier"))
    )
    earlier = closer | {"direction": "match_from_query"}  # which would say that nothing is owed to it
    found = credit_of_all("No name.", (), {"matches": [closer, other, earlier], "composite": {"sources": parts}})
    assert found is not None
    assert "Northern Wire" in found.told


class TestPiecedTogether:
    CREDITED = check_credit("The pier closed, Northern Wire reported.", (), "Northern Wire")
    MISSING = check_credit("The pier closed.", (), "Courier")

    def test_every_source_is_looked_for(self) -> None:
        told = pieced_credit([self.CREDITED, self.MISSING])
        assert told.found is False
        assert told.agency == "Courier"
        assert told.told == "Pieced together from text of Northern Wire and Courier; no credit found for Courier."

    def test_all_are_credited(self) -> None:
        told = pieced_credit([self.CREDITED, self.CREDITED])
        assert told.found is True
        assert told.told == "Pieced together from text of Northern Wire; all credited."

    def test_nobody_is_accused_where_it_is_not_known_of_all_that_they_were_first(self) -> None:
        told = pieced_credit([self.MISSING, not_known("Ledger")])
        assert told.found is None
        assert told.told == "Shares text with Courier and Ledger; which came first is not known of all."
