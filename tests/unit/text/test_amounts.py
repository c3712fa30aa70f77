"""Numbers in words, fractions, round numbers and units: what says the same and what does not."""

import pytest

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.facts import Fact, find_facts, same_value
from dedup.text.namesakes import same_name


def numbers(text: str) -> list[Fact]:
    return [fact for fact in find_facts(read_document(Article(text))) if fact.kind == "number"]


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge"),
    [
        ("A quarter of the voters stayed at home.", "25", "%", "about"),
        ("Nearly two-thirds of voters stayed at home.", "66.7", "%", "below"),
        ("More than half of the voters stayed at home.", "50", "%", "above"),
        ("One in five voters stayed at home.", "20", "%", "about"),
        ("Three out of four stayed at home.", "75", "%", "about"),
        ("They waited two and a half years for it.", "2.5", "year", ""),
        ("It cost half a million crowns in all.", "500000", "crown", ""),
        ("Some a hundred people came.", "100", "people", "about"),
        ("The village lies 19km from the coast.", "19", "km", ""),
        ("It weighs 5kg in all.", "5", "kg", ""),
        ("It was 30C at noon.", "30", "celsius", ""),
        ("It was minus 12 degrees Celsius at noon.", "-12", "celsius", ""),
        ("They held 38'161 people there.", "38161", "people", ""),
        ("The storm blew at 92 kilometres an hour.", "92", "km/h", ""),
        ("The park has 200 square kilometres of wood.", "200", "km2", ""),
        ("Over 1,000 people came.", "1000", "people", "above"),
    ],
)
def test_how_a_number_is_read(text: str, value: str, unit: str, hedge: str) -> None:
    (fact,) = numbers(text)
    assert (fact.value, fact.unit, fact.hedge) == (value, unit, hedge)


@pytest.mark.parametrize(
    "text",
    [
        "They waited half an hour.",
        "It fell in the third quarter.",
        "He came in the second half of the match.",
        "A quarter of an hour later it was over.",
        "The board is 1\u00bd inches thick.",
    ],
)
def test_parts_of_a_time_or_a_way_are_no_shares(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("almost 50 people", "48 people"),
        ("more than 1,000 people", "1,043 people"),
        ("about 50 people", "52 people"),
        ("1,000 people", "1,043 people"),
        ("1.2m people", "1,234,567 people"),
        ("1.2m people", "1,200,000 people"),
        ("25 percent", "24.8 percent"),
        ("a quarter of them", "25 percent"),
        ("a third of them", "34 percent"),
        ("nearly half of them", "48 percent"),
        ("nineteen kilometres", "12 miles"),
        ("19 kilometres", "12 miles"),
        ("500 kilometres", "300 miles"),
        ("2 metres", "6.5 feet"),
        ("100 hectares", "247 acres"),
        ("a 62 mph wind", "a 100 km/h wind"),
        ("30 degrees Celsius", "86 degrees Fahrenheit"),
        ("a rise of 1.5 degrees Celsius", "a rise of 2.7 degrees Fahrenheit"),
        ("minus 10 degrees Celsius", "14 degrees Fahrenheit"),
        ("70 kilograms", "154 pounds"),
        ("40 litres", "10.6 gallons"),
        ("40 litres", "8.8 gallons"),
        ("48 hours", "two days"),
    ],
)
def test_amounts_that_say_the_same(one: str, other: str) -> None:
    (first,), (second,) = numbers(f"It was {one} there."), numbers(f"It was {other} there.")
    assert same_value(first, second)
    assert same_value(second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("almost 50 people", "52 people"),
        ("more than 1,000 people", "980 people"),
        ("more than 1,000 people", "1,900 people"),
        ("40 people", "38 people"),
        ("at least 40 people", "45 people"),
        ("412,000 people", "421,000 people"),
        ("$1.9bn", "$1.6 billion"),
        ("a quarter of them", "a third of them"),
        ("a quarter of them", "31 percent"),
        ("19 kilometres", "21 miles"),
        ("19 kilometres", "19 miles"),
        ("one kilometre", "one mile"),
        ("30 degrees Celsius", "96 degrees Fahrenheit"),
        ("70 kilograms", "170 pounds"),
        ("19 kilometres", "12 tonnes"),
        ("12 euros", "12 dollars"),
        ("a man aged 40,", "a man aged 41,"),
    ],
)
def test_amounts_that_do_not(one: str, other: str) -> None:
    (first,), (second,) = numbers(f"It was {one} there."), numbers(f"It was {other} there.")
    assert not same_value(first, second)
    assert not same_value(second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vessan", "vessa"),
        ("corvane-based", "corvane"),
        ("saltmere harbour watch", "shw"),
        ("maren tolk", "tolk"),
        ("andrey maslev", "andrei maslev"),
        ("aleksei", "alexey"),
        ("degtyarev", "degtyaryov"),
        ("us", "united states"),
        ("aides for the tolks", "advisers for the tolks"),
        ("north-shore line", "north shore line"),
        ("brandals", "brandal"),
    ],
)
def test_names_of_one_bearer(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("emmet sorrel", "emmett sorrel"),
        ("gannet point", "gannet head"),
        ("peder ulm", "peder ulf"),
        ("maren tolk", "maren holm"),
        ("saltmere", "corvane"),
        ("ann roe", "anna roe"),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert not same_name(one, other)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It costs between $128 and $146 million to build.", ["128000000", "146000000"]),
        ("It costs 110 to 120 million crowns to build.", ["110000000", "120000000"]),
        ("It sold 12 boats and 3 million tickets.", ["12", "3000000"]),
        ("It went from 900 to 3 million in a year.", ["900", "3000000"]),
    ],
)
def test_the_lower_end_of_a_range_has_the_magnitude_of_the_upper(text: str, values: list[str]) -> None:
    assert [fact.value for fact in numbers(text)] == values
