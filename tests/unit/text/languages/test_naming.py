"""Names in other languages: with capitals where they have them, without offices, whatever their case."""

import pytest

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.languages.known import LANGUAGES


def names(text: str, language: str) -> list[str]:
    document = read_document(Article(text, language=language))
    spans = [sentence.span for sentence in document.sentences]
    return [text[slice(*one.span)] for one in document.language.names(text, spans)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("de", "Gestern hat Landrat Gernot Pfahl die Kürzungen verteidigt.", ["Gernot Pfahl"]),
        ("de", "Die Feuerwehr war bis zum Morgen im Hafen.", []),
        ("fr", "Hier, la ministre Odile de La Roche est arrivée à Valmère.", ["Odile de La Roche", "Valmère"]),
        ("es", "El consejero Fermín Olcoz habló el martes en Villasauce.", ["Fermín Olcoz", "Villasauce"]),
        ("ru", "Вчера мэр Галина Устюжанина приехала в Каменогорск.", ["Галина Устюжанина", "Каменогорск"]),
        ("ja", "来賓のアンナ・ベルク氏も発言した。", ["アンナ・ベルク"]),
        ("ar", "وصل سالم الدرعي إلى الميناء صباحا.", []),
    ],
)
def test_names(language: str, text: str, found: list[str]) -> None:
    assert names(text, language) == found


def test_a_name_is_one_in_every_case() -> None:
    text = "Галина Устюжанина приехала. О Галине Устюжаниной говорили все, Галину Устюжанину ждали."
    document = read_document(Article(text, language="ru"))
    found = document.language.names(text, [sentence.span for sentence in document.sentences])
    assert len(found) == 3
    assert len({one.value for one in found}) == 1


def test_a_surname_alone_stands_for_the_name() -> None:
    text = "Die Rede hielt Gernot Pfahl im Kreistag. Danach ging Pfahl nach Hause."
    document = read_document(Article(text, language="de"))
    values = [one.value for one in document.language.names(text, [sentence.span for sentence in document.sentences])]
    assert values == ["gernot pfahl", "gernot pfahl"]


@pytest.mark.parametrize(
    ("language", "word", "is_title"),
    [
        ("en", "Mayor", True),
        ("en", "Bürgermeisterin", False),
        ("de", "Bürgermeisterin", True),
        ("de", "Dr.", True),
        ("de", "Dr", True),
        ("de", "Mayor", False),
        ("fr", "Maire", True),
        ("es", "Alcaldesa", True),
        ("it", "Sindaco", True),
        ("pt", "Prefeita", True),
        ("nl", "Burgemeester", True),
        ("ru", "Губернатор", True),
        ("ar", "الرئيس", False),
    ],
)
def test_titles_are_the_languages_own(language: str, word: str, *, is_title: bool) -> None:
    assert LANGUAGES[language].is_title(word) is is_title


@pytest.mark.parametrize(
    ("language", "speaker", "surname"),
    [
        ("en", "Ilse Varrow", "varrow"),
        ("en", "the mayor", ""),
        ("de", "Joris von der Heide", "heide"),
        ("es", "Ana Lebrón", "lebron"),
        ("ru", "Галины Устюжаниной", "устюжанин"),
        ("ru", "мэр города", ""),
        ("ar", "سالم الدرعي", ""),
        ("ja", "指揮官の林海人", ""),
    ],
)
def test_a_surname_is_compared_without_its_case(language: str, speaker: str, surname: str) -> None:
    assert LANGUAGES[language].surname(speaker) == surname
