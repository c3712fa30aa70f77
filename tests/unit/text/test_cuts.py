"""Paragraphs and sentences where the breaks are missing, and words."""

from hypothesis import given
from hypothesis import strategies as st

from dedup.article import Article, Span
from dedup.text.document import read_document
from dedup.text.languages.known import LANGUAGES
from dedup.text.sentences import LEAST_WORDS, MOST_WORDS, WINDOW, split_sentences
from dedup.text.words import any_word, words, words_with_offsets

LONG = "The mayor of Saltmere said on Monday that the quay would close for repairs. "


def paragraphs(text: str) -> list[str]:
    document = read_document(Article(text))
    return [text[slice(*document.canonical.to_original(paragraph.span))] for paragraph in document.paragraphs]


def test_line_breaks_of_every_kind_part_paragraphs() -> None:
    assert paragraphs("One line here.\r\nAnother line.\r\n\r\nA third\u2028A fourth") == [
        "One line here.",
        "Another line.",
        "A third",
        "A fourth",
    ]


def test_hard_wrapped_lines_do_not() -> None:
    for line_end in ("\n", "\r\n"):
        lines = ["The mayor of Saltmere said on Monday that the old", "quay would have to close for repairs until the"]
        wrapped = line_end.join([*lines, "end of spring."])
        assert paragraphs(f"{wrapped}{line_end * 2}{wrapped}") == [wrapped, wrapped]


def test_glued_sentences_are_two_paragraphs_but_addresses_stay_whole() -> None:
    assert paragraphs("It fell decades ago.An online film shows it.") == [
        "It fell decades ago.",
        "An online film shows it.",
    ]
    assert paragraphs("See www.example.Com/About for more.") == ["See www.example.Com/About for more."]


def test_glued_sentences_are_two_paragraphs_in_all_latin_alphabets() -> None:
    assert paragraphs("Er zog in die Königstraße.Übrig blieb nur ein leeres Haus.") == [
        "Er zog in die Königstraße.",
        "Übrig blieb nur ein leeres Haus.",
    ]
    russian = "Поезд прибыл на ул.Каменную на рассвете."
    assert paragraphs(russian) == [russian]


def test_one_long_line_is_cut_by_the_sentences_of_its_language() -> None:
    line = "Das Amt in Saltmere hat am Montag bzw. Dienstag rund 1.200 Häuser und den 3. Kai am Hafen erneut geprüft. "
    assert all(paragraph.endswith("geprüft.") for paragraph in paragraphs(line * 30))


def test_one_long_line_is_cut_at_sentence_ends() -> None:
    found = paragraphs(LONG * 30)
    assert len(found) > 1
    assert all(paragraph.endswith(".") for paragraph in found)


def test_sentences_have_a_length_that_compares() -> None:
    text = "He agreed. " + LONG + "word " * 150
    lengths = [len(text[slice(*span)].split()) for span in split_sentences(text, Span(0, len(text)))]
    assert max(lengths) <= MOST_WORDS
    assert min(lengths) >= LEAST_WORDS


def test_a_paragraph_longer_than_the_window_is_cut_the_same_way() -> None:
    text = (LONG * (2 * WINDOW // len(LONG))).strip()
    found = [text[slice(*span)] for span in split_sentences(text, Span(0, len(text)))]
    assert set(found) == {LONG.strip()}


def test_a_script_without_spaces_is_cut_too() -> None:
    document = read_document(Article("中" * 5_000))
    assert len(document.sentences) > 1


def test_words_keep_numbers_and_contractions_whole() -> None:
    assert words("Don't pay 1,200.50 at 09:30!") == ["don't", "pay", "1,200.50", "at", "09:30"]
    assert not any_word(" ... !")
    assert LANGUAGES["en"].stems(["the", "harbour", "harbours", "with", "2031"]) == {"harbou"}


def test_boilerplate_has_no_sentences() -> None:
    text = "SALTMERE (AP) - The roof of the terminal fell in.\n\n(Reporting by Maren Tolk)"
    document = read_document(Article(text))
    assert document.sentence_texts() == ["The roof of the terminal fell in."]
    assert [mark.kind for mark in document.boilerplate] == ["dateline", "credit"]


CHARACTERS = st.text(alphabet=st.sampled_from(list("aAsStTdDmMrReEvVlL'1.,:_ -\n0Zz\x00")), max_size=40)


@given(text=CHARACTERS, start=st.integers(0, 10), end=st.integers(0, 40))
def test_plain_letters_are_cut_as_among_others(text: str, start: int, end: int) -> None:
    assert words(text) == words(f"{text} \u00e9")[:-1]
    assert words_with_offsets(text, start, end) == words_with_offsets(f"{text} \u00e9", start, min(end, len(text)))
