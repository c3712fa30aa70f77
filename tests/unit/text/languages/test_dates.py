"""Dates of other languages, as values that compare across all of them."""

import pytest

from dedup.article import Span
from dedup.text.languages.known import LANGUAGES


def moments(code: str, text: str) -> list[tuple[str, str]]:
    return [(one.value, one.unit) for one in LANGUAGES[code].moments(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Am Freitag, 14. März 2031, um 14.30 Uhr"),
        ("fr", "Vendredi 14 mars 2031 à 14h30"),
        ("es", "El viernes 14 de marzo de 2031 a las 14:30"),
        ("it", "Venerdì 14 marzo 2031 alle 14:30"),
        ("pt", "Na sexta-feira, 14 de março de 2031, às 14h30"),
        ("nl", "Op vrijdag 14 maart 2031 om 14.30 uur"),
        ("ru", "В пятницу, 14 марта 2031 года, в 14:30"),
        ("ar", "يوم الجمعة 14 مارس 2031 في 14:30"),
    ],
)
def test_one_moment_has_one_value_in_every_language(code: str, text: str) -> None:
    assert moments(code, text) == [("friday", "weekday"), ("2031-03-14", "date"), ("14:30", "time")]


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("zh", "2031年3月14日星期五", [("2031-03-14", "date"), ("friday", "weekday")]),
        ("ja", "3月14日金曜日の14時30分", [("-03-14", "date"), ("friday", "weekday"), ("14:30", "time")]),
        ("de", "seit 2027 und im September", [("2027", "year"), ("-09", "month")]),
        ("de", "am 14.03.2031", [("2031-03-14", "date")]),
        ("fr", "en 1998, le 1er mai", [("1998", "year"), ("-05-01", "date")]),
        ("ar", "في 3 آذار 2031", [("2031-03-03", "date")]),
        ("fr", "On va de mai en Mars", []),
        ("es", "en 2028 fue sancionada", [("2028", "year")]),
        ("de", "Montagabend und am Dienstagmorgen", [("monday", "weekday"), ("tuesday", "weekday")]),
        ("de", "in der Sonnabendnacht, am Sonntag", [("saturday", "weekday"), ("sunday", "weekday")]),
        ("de", "die Sonntagszeitung, montags, der Freitagsmarkt und das Montagewerk", []),
        ("nl", "vrijdagavond en op zaterdag", [("friday", "weekday"), ("saturday", "weekday")]),
        ("nl", "de zondagskrant en het maandagblad", []),
    ],
)
def test_dates(code: str, text: str, found: list[tuple[str, str]]) -> None:
    assert moments(code, text) == found


def test_a_full_stop_behind_a_month_ends_the_sentence_unless_it_is_cut_short() -> None:
    french = LANGUAGES["fr"]
    text = "Fin le 30 novembre. Reprise le 3 déc. 2031."
    assert [text[slice(*one.span)] for one in french.moments(text, Span(0, len(text)))] == [
        "30 novembre",
        "3 déc. 2031",
    ]
