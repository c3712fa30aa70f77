"""Names in other languages: with capitals where they have them, without offices, whatever their case."""

import pytest

from dedup.article import Article
from dedup.text.document import read_document


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
