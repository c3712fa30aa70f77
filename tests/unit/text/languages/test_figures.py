"""Numbers of other languages: their own marks, words, units, and what is meant by them."""

import pytest

from dedup.article import Span
from dedup.text.languages.known import LANGUAGES


def quantities(code: str, text: str) -> list[tuple[str, str, str, str]]:
    found = LANGUAGES[code].quantities(text, Span(0, len(text)))
    return [(text[slice(*one.span)], one.value, one.unit, one.hedge) for one in found]


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("de", "Der Schaden liegt bei rund 1,2 Millionen Euro.", ("1,2 Millionen Euro", "1200000", "eur", "about")),
        ("de", "Es lagerten 3.500 Tonnen Weizen.", ("3.500 Tonnen", "3500", "tonne", "")),
        ("de", "Knapp 12 Prozent stimmten zu.", ("12 Prozent", "12", "%", "below")),
        ("de", "Dort wohnen einundzwanzig Menschen.", ("einundzwanzig Menschen", "21", "people", "")),
        ("de", "Es gab 23 schwer Verletzte.", ("23 schwer Verletzte", "23", "verlet", "")),
        ("fr", "Quelque 1 850 habitants sont partis.", ("1 850 habitants", "1850", "habita", "about")),
        ("fr", "Un recul de 7,4 % sur un an.", ("7,4 %", "7.4", "%", "")),
        ("fr", "Plus de 3 millions d'euros.", ("3 millions d'euros", "3000000", "eur", "above")),
        ("fr", "L'eau a monté d'un mètre.", ("un mètre", "1", "m", "")),
        ("fr", "Vingt-trois blessés.", ("Vingt-trois blessés", "23", "blessé", "")),
        ("fr", "Soixante-douze communes.", ("Soixante-douze communes", "72", "commun", "")),
        ("es", "Unas 610.000 personas.", ("610.000 personas", "610000", "people", "about")),
        ("es", "Treinta y cinco heridos.", ("Treinta y cinco heridos", "35", "herido", "")),
        ("es", "El 23 por ciento.", ("23 por ciento", "23", "%", "")),
        ("it", "Circa 1,2 milioni di euro.", ("1,2 milioni di euro", "1200000", "eur", "about")),
        ("it", "Trentotto feriti.", ("Trentotto feriti", "38", "feriti", "")),
        ("pt", "Vinte e dois carros.", ("Vinte e dois carros", "22", "carros", "")),
        ("pt", "Cerca de 1,5 bilhão de reais.", ("1,5 bilhão de reais", "1500000000", "brl", "about")),
        ("nl", "Ruim 2.400 mensen.", ("2.400 mensen", "2400", "people", "above")),
        ("nl", "Drieëntwintig gewonden.", ("Drieëntwintig gewonden", "23", "gewond", "")),
        ("ru", "Около 1 200 человек.", ("1 200 человек", "1200", "people", "about")),
        ("ru", "Двадцать пять раненых.", ("Двадцать пять раненых", "25", "ранены", "")),
        ("ru", "Это 940 млн рублей.", ("940 млн рублей", "940000000", "rub", "")),
        ("ar", "وقدرت الخسائر بنحو 4.5 مليون دولار", ("4.5 مليون دولار", "4500000", "usd", "")),
        ("ar", "أكثر من ٣٤ شخصا", ("٣٤ شخصا", "34", "people", "above")),
        ("ar", "بنسبة 12 في المئة", ("12 في المئة", "12", "%", "")),
        ("zh", "约3万5000人受伤", ("3万5000人", "35000", "people", "about")),
        ("zh", "共有二十三人死亡", ("二十三人", "23", "people", "")),
        ("zh", "损失达1.2亿元", ("1.2亿元", "120000000", "cny", "")),
        ("ja", "およそ3400トンが燃えた", ("3400トン", "3400", "tonne", "about")),
        ("ja", "三時間にわたり", ("三時間", "3", "hour", "")),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(code: str, text: str, found: tuple[str, str, str, str]) -> None:
    assert quantities(code, text) == [found]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Eine Frau und ein Mann stiegen aus."),
        ("fr", "Un homme et une femme sont descendus."),
        ("es", "Un hombre bajó del tren."),
        ("zh", "一定要统一三明治的价格"),
    ],
)
def test_articles_and_characters_inside_words_are_no_numbers(code: str, text: str) -> None:
    assert quantities(code, text) == []


def test_one_thousand_is_not_one_point_nought() -> None:
    assert quantities("de", "Es kamen 1.000 Leute.")[0][1] == "1000"
    assert quantities("en", "It rose to 1.000 metres.")[0][1] == "1"
    assert quantities("de", "Er lief 1.5 Kilometer.")[0][1] == "1.5"
