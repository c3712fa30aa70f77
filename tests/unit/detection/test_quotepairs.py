"""Who says a quotation in two texts, by the rules of the language that each is in."""

import pytest

from dedup.article import Article
from dedup.detection.quotepairs import QuotedSide, is_given_to_another, is_other_speaker
from dedup.detection.quotes import quote_ledger
from dedup.text.document import read_document
from dedup.text.quotations import find_quotations


def side(text: str, language: str) -> QuotedSide:
    document = read_document(Article(text, language=language))
    return QuotedSide.of(document, find_quotations(document))


def statuses(query: str, match: str, language: str) -> list[str]:
    return [entry.status.value for entry in quote_ledger(side(query, language), side(match, language))]


SAID = {
    "de": "„Wir werden diese Brücke nie wieder öffnen“, sagte {} am Montag im Rathaus.",
    "fr": "« Nous ne rouvrirons plus jamais ce pont », a déclaré {} lundi.",
    "es": "«No vamos a reabrir nunca más este puente», dijo {} el lunes.",
    "it": "«Non riapriremo mai più questo ponte», ha detto {} lunedì.",
    "pt": "“Nunca mais vamos reabrir esta ponte”, disse {} na segunda-feira.",
    "nl": "“Wij zullen deze brug nooit meer openen”, zei {} maandag.",
    "ru": "«Мы больше никогда не откроем этот мост», — заявил {} в понедельник.",
    "en": "“We will never open this bridge again,” said {} on Monday.",
}


@pytest.mark.parametrize(
    ("language", "named", "later", "other"),
    [
        ("de", "Bürgermeisterin Ilse Varrow", "Varrow", "Landrat Gernot Pfahl"),
        ("fr", "la maire Odile Carrec", "Carrec", "le préfet Luc Mazel"),
        ("es", "la alcaldesa Remedios Tardaguila", "Tardaguila", "el consejero Fermín Olcoz"),
        ("it", "il sindaco Dario Vellani", "Vellani", "il prefetto Enzo Carbi"),
        ("pt", "a prefeita Lídia Tavora", "Tavora", "o governador Rui Peixe"),
        ("nl", "burgemeester Joris Kamp", "Kamp", "wethouder Femke Roggen"),
        ("ru", "мэр Глеб Устюжанин", "Устюжанин", "губернатор Семён Боровой"),
        ("en", "the mayor, Ilse Varrow", "Varrow", "the governor, Gernot Pfahl"),
    ],
)
def test_a_surname_is_the_person_and_another_name_is_not(language: str, named: str, later: str, other: str) -> None:
    said = SAID[language]
    assert statuses(said.format(later), said.format(named), language) == ["kept"]
    assert statuses(said.format(other), said.format(named), language) == ["reattributed"]


@pytest.mark.parametrize(
    ("language", "sister", "brother"),
    [
        ("de", "Elke Varrow", "Gernot Varrow"),
        ("de", "Andrea Varrow", "Klaus Varrow"),
        ("fr", "Maryse Carrec", "Jean Carrec"),
        ("es", "Begoña Olcoz", "Íñigo Olcoz"),
        ("it", "Chiara Vellani", "Andrea Vellani"),
        ("pt", "Lurdes Peixe", "João Peixe"),
        ("nl", "Femke Kamp", "Joost Kamp"),
        ("ru", "Оксана Боровой", "Дмитрий Боровой"),
        ("en", "Harriet Varrow", "Gordon Varrow"),
    ],
)
def test_brother_and_sister_are_two_by_the_first_names_of_the_language(
    language: str, sister: str, brother: str
) -> None:
    said = SAID[language]
    assert statuses(said.format(brother), said.format(sister), language) == ["reattributed"]
    assert statuses(said.format(sister), said.format(sister.rsplit(maxsplit=1)[-1]), language) == ["kept"]


def test_a_name_in_another_case_is_the_same_person() -> None:
    said = "«Мы больше никогда не откроем этот мост», — {}."
    query = said.format("заявила мэр Галина Устюжанина")
    match = "По словам Галины Устюжаниной, «мы больше никогда не откроем этот мост»."
    (one,), (other,) = side(query, "ru").quotations, side(match, "ru").quotations
    assert (one.speaker, other.speaker) == ("Галина Устюжанина", "Галины Устюжаниной")
    assert not is_other_speaker(side(query, "ru"), side(match, "ru"), one, other)
    assert statuses(query, match, "ru") == ["kept"]


def test_each_speaker_is_read_by_the_language_of_their_text() -> None:
    ours, theirs = side(SAID["it"].format("Andrea Vellani"), "it"), side(SAID["en"].format("Andrea Vellani"), "en")
    (one,), (other,) = ours.quotations, theirs.quotations
    assert is_given_to_another(ours, theirs, one, other)
    assert not is_given_to_another(ours, ours, one, one)


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("en", "“We stay here tonight,” said Roe, adding, “If they come we go at once.”", 2),
        ("en", "“We stay here tonight,” said Roe, “I suppose that they come at once.”", 1),
        ("de", "„Wir bleiben heute hier“, sagte Anna Varrow, „Häuser gibt es nirgends sonst zu kaufen.“", 1),
        ("de", "„Wir bleiben heute hier“, sagte Anna Varrow, „Sie kommen nie hierher zurück.“", 1),
        ("fr", "« Nous restons ici », a déclaré Maud Ferrand, « étonnés de voir la mer. »", 1),
    ],
)
def test_a_quotation_goes_on_where_no_sentence_begins(language: str, text: str, parts: int) -> None:
    assert len(side(text, language).parts) == parts


@pytest.mark.parametrize(
    ("language", "stretch", "opens"),
    [
        ("en", "If they come", True),
        ("en", "I suppose", False),
        ("en", "and so", False),
        ("de", "Wenn sie kommen", True),
        ("de", "Häuser gibt es", False),
        ("de", "Ihnen sage ich", False),
        ("fr", "Étant donné", True),
        ("ru", "Мы уйдём", True),
        ("ru", "мы уйдём", False),
        ("ar", "لن نرحل", False),
        ("ja", "私たちは", False),
    ],
)
def test_how_a_sentence_begins_is_the_languages_own(language: str, stretch: str, opens: bool) -> None:  # noqa: FBT001
    assert side("x", language).document.language.opens_sentence(stretch) is opens
