"""Numbers, dates and names, and values that compare."""

import pytest

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.facts import find_facts, same_value


def facts(text: str, kind: str) -> list[tuple[str, str]]:
    return [(fact.value, fact.unit) for fact in find_facts(read_document(Article(text))) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It rose by 20 % in all.", "20", "%"),
        ("It rose by twenty percent in all.", "20", "%"),
        ("It rose by twenty-five per cent in all.", "25", "%"),
        ("It rose by 5.3 percentage points.", "5.3", "pp"),
        ("Some 1,200 people came.", "1200", "people"),
        ("Some 1.2 billion people came.", "1200000000", "people"),
        ("It cost $1.9bn in all.", "1900000000", "usd"),
        ("It cost 1.5m euros in all.", "1500000", "eur"),
        ("It cost £740,000 in all.", "740000", "gbp"),
        ("It cost 704,000 pounds in all.", "704000", "gbp"),
        ("It cost A$0.75 a share.", "0.75", "aud"),
        ("It cost USD 5 million in all.", "5000000", "usd"),
        ("It cost 128 million crowns in all.", "128000000", "crown"),
        ("The 62-metre dam held.", "62", "m"),
        ("A 34-year-old man left.", "34", "age"),
        ("The man, aged 38, left.", "38", "age"),
        ("Nine of the injured left.", "9", "injured"),
        ("They sent 350 unarmed observers.", "350", "observer"),
        ("Two hundred and fifty thousand people came.", "250000", "people"),
        ("It was its 46th year.", "46", "year-th"),
        ("It broke article 14 of the rules.", "14", "article"),
        ("It cost 20 crore rupees.", "200000000", "rupee"),
    ],
)
def test_numbers(text: str, value: str, unit: str) -> None:
    assert facts(text, "number") == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    ["Dozens came.", "A dozen people came.", "Hundreds of cars came.", "Several came.", "No one came.", "One of them."],
)
def test_vague_numbers_are_none(text: str) -> None:
    assert facts(text, "number") == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("He came on March 4 with her.", "-03-04", "date"),
        ("He came on 4 March with her.", "-03-04", "date"),
        ("He came on Mar 4, 2031, with her.", "2031-03-04", "date"),
        ("He came on 2031-03-04 with her.", "2031-03-04", "date"),
        ("He came in July 2029 with her.", "2029-07", "month"),
        ("He came in May with her.", "-05", "month"),
        ("He came in 2029 with her.", "2029", "year"),
        ("He came on Tuesday with her.", "tuesday", "weekday"),
        ("He came at 7:40 a.m. with her.", "07:40", "time"),
        ("He came at 07:40 with her.", "07:40", "time"),
        ("He came at 5:47 PM with her.", "17:47", "time"),
    ],
)
def test_dates(text: str, value: str, unit: str) -> None:
    assert facts(text, "date") == [(value, unit)]


def test_a_verb_is_no_month_and_a_count_is_no_year() -> None:
    assert facts("May they go, and may they march in peace.", "date") == []
    assert facts("In all 2100 people came.", "date") == []


def test_names_are_led_back_to_the_full_name() -> None:
    text = (
        "The Institute for the Study of Tides said Mr. Ole Brandt's aide met President Maren Tolk. "
        "Tolk left on Tuesday. Engineers warned Brandt."
    )
    names = [value for value, _ in facts(text, "name")]
    assert names == ["institute for the study of tides", "ole brandt", "maren tolk", "maren tolk", "ole brandt"]


def test_spelling_does_not_make_another_name() -> None:
    one = facts("She works at the National Centre in the U.S. with Oliver Nääs.", "name")
    other = facts("She works at the National Center in the US with Oliver Naas.", "name")
    assert one == other


def test_a_date_without_a_year_agrees_with_any_year() -> None:
    document = read_document(Article("He came on March 4, 2031. She came on 4 March. It came on March 5."))
    first, second, third = find_facts(document)
    assert same_value(first, second)
    assert not same_value(second, third)
    assert not same_value(first, third)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("A third of the piles had rotted.", True),
        ("More than a thousand volunteers came.", True),
        ("Some 1,000 volunteers came.", False),
        ("Two deaths were reported.", False),
        ("Prices rose about 50 percent.", False),
    ],
)
def test_sizes_in_words_count_nothing(text: str, size: bool) -> None:  # noqa: FBT001 - a parameter of a test
    (fact,) = (one for one in find_facts(read_document(Article(text))) if one.kind == "number")
    assert fact.is_size is size
