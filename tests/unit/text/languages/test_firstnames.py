"""What first names tell, where each language has its own."""

import pytest

from dedup.text.languages.findings import Gender
from dedup.text.languages.firstnames import COMMON, gender_of, gendered
from dedup.text.languages.known import LANGUAGES

FEMALE, MALE = Gender.FEMALE, Gender.MALE


@pytest.mark.parametrize(
    ("language", "name", "gender"),
    [
        ("en", "Andrea Roe", FEMALE),
        ("it", "Andrea Roe", MALE),
        ("de", "Andrea Roe", FEMALE),
        ("en", "Simone Roe", FEMALE),
        ("it", "Simone Roe", MALE),
        ("en", "Jean Roe", FEMALE),
        ("fr", "Jean Roe", MALE),
        ("fr", "Camille Roe", None),
        ("de", "Elke Brandt", FEMALE),
        ("en", "Elke Brandt", None),
        ("de", "Barack Brandt", MALE),
        ("es", "Íñigo Olcoz", MALE),
        ("pt", "João Peixe", MALE),
        ("nl", "Femke Kamp", FEMALE),
        ("ru", "Оксаны Боровой", FEMALE),
        ("ru", "Виктор Боровой", None),
        ("de", "Brandt", None),
        ("ar", "سالم الدرعي", None),
    ],
)
def test_what_a_first_name_says(language: str, name: str, gender: Gender | None) -> None:
    assert LANGUAGES[language].gender_of(name) is gender


def test_a_name_on_both_sides_tells_nothing_also_where_it_is_known_elsewhere() -> None:
    names = gendered(["robin", "ada"], ["robin", "kim"], {"kim": FEMALE, "robin": MALE, "eva": FEMALE})
    assert names == {"ada": FEMALE, "kim": MALE, "eva": FEMALE}


def test_nobody_is_told_twice() -> None:
    assert len(COMMON) > 400
    assert gender_of("ann roe") is FEMALE
    assert gender_of("ann") is None
