"""Statements that became their opposite, in languages other than English."""

import pytest

from dedup.article import Article
from dedup.detection.reversals import find_reversals
from dedup.text.document import read_document
from dedup.text.languages.known import LANGUAGES


def reversals(query: str, match: str, language: str) -> list[tuple[str, str]]:
    ours, theirs = (read_document(Article(text, language=language)) for text in (query, match))
    return [(one.query.text, one.match.text) for one in find_reversals(ours, theirs, [], [], [(0, 0, 1.4)])]


@pytest.mark.parametrize(
    ("language", "query", "match", "found"),
    [
        (
            "de",
            "Der Kreistag hat den Haushalt abgelehnt.",
            "Der Kreistag hat den Haushalt gebilligt.",
            ("abgelehnt", "gebilligt"),
        ),
        (
            "de",
            "Der Minister hat den Vertrag mit Ottervik nicht unterzeichnet.",
            "Der Minister hat den Vertrag mit Ottervik unterzeichnet.",
            ("nicht unterzeichnet", "unterzeichnet"),
        ),
        (
            "fr",
            "Le conseil a rejeté le budget du port mardi.",
            "Le conseil a adopté le budget du port mardi.",
            ("rejeté", "adopté"),
        ),
        (
            "es",
            "La ministra no firmó el tratado del puerto el martes.",
            "La ministra firmó el tratado del puerto el martes.",
            ("no firmó", "firmó"),
        ),
        (
            "ru",
            "Парламент одобрил бюджет порта во вторник.",
            "Парламент отклонил бюджет порта во вторник.",
            ("одобрил", "отклонил"),
        ),
        (
            "nl",
            "De raad heeft de begroting van de haven verworpen.",
            "De raad heeft de begroting van de haven goedgekeurd.",
            ("verworpen", "goedgekeurd"),
        ),
        (
            "it",
            "Il tribunale ha condannato il direttore del porto.",
            "Il tribunale ha assolto il direttore del porto.",
            ("condannato", "assolto"),
        ),
        (
            "pt",
            "O tribunal absolveu o diretor do porto.",
            "O tribunal condenou o diretor do porto.",
            ("absolveu", "condenou"),
        ),
    ],
)
def test_a_statement_that_became_its_opposite(language: str, query: str, match: str, found: tuple[str, str]) -> None:
    assert reversals(query, match, language) == [found]
    assert reversals(match, query, language) == [found[::-1]]


@pytest.mark.parametrize(
    ("language", "query", "match"),
    [
        ("de", "Der Kreistag hat den Haushalt gebilligt.", "Der Kreistag hat den Haushalt angenommen."),
        ("fr", "Le conseil a adopté le budget du port.", "Le conseil a approuvé le budget du port."),
        ("ar", "وقع الوزير المعاهدة يوم الثلاثاء.", "لم يوقع الوزير المعاهدة يوم الثلاثاء."),
    ],
)
def test_what_means_the_same_or_is_not_followed_is_no_reversal(language: str, query: str, match: str) -> None:
    assert reversals(query, match, language) == []


def test_texts_in_two_languages_have_no_reversals() -> None:
    ours = read_document(Article("Der Kreistag hat den Haushalt abgelehnt.", language="de"))
    theirs = read_document(Article("The council approved the budget of the harbour."))
    assert find_reversals(ours, theirs, [], [], [(0, 0, 1.4)]) == []


@pytest.mark.parametrize(
    ("language", "one", "other", "same"),
    [
        ("en", "sign", "signing", True),
        ("en", "store", "storing", True),
        ("en", "storm", "store", False),
        ("de", "unterschreibe", "unterschreiben", True),
        ("fr", "signe", "signait", True),
        ("es", "firma", "firman", True),
        ("it", "firma", "firmano", True),
        ("pt", "assina", "assinou", True),
        ("nl", "tekende", "tekenden", True),
        ("ru", "подписали", "подписала", True),
        ("ru", "подписал", "подвинул", False),
    ],
)
def test_two_forms_of_one_word(language: str, one: str, other: str, *, same: bool) -> None:
    polarity = LANGUAGES[language].polarity
    assert polarity is not None
    assert polarity.one_stem(one, other) is polarity.one_stem(other, one) is same
