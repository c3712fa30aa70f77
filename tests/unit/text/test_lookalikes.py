"""Letters that look alike are folded where a word was disguised, and nowhere else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.article import Article
from dedup.text.document import read_document, restore_document
from dedup.text.lookalikes import undisguised

LATIN = "The ferry hall in Saltmere stays closed until May, the owners of the line wrote."
CYRILLIC = (
    "\u041f\u0430\u0440\u043e\u043c \u0432 \u0421\u043e\u043b\u0442\u043c\u0438\u0440\u0435 "
    "\u0437\u0430\u043a\u0440\u044b\u0442 \u0434\u043e \u043c\u0430\u044f, "
    "\u0441\u043e\u043e\u0431\u0449\u0438\u043b\u0438 "
    "\u0432\u043b\u0430\u0434\u0435\u043b\u044c\u0446\u044b."
)
GREEK = (
    "\u0397 \u03b1\u03af\u03b8\u03bf\u03c5\u03c3\u03b1 \u03c4\u03c9\u03bd "
    "\u03c0\u03bb\u03bf\u03af\u03c9\u03bd \u03bc\u03ad\u03bd\u03b5\u03b9 "
    "\u03ba\u03bb\u03b5\u03b9\u03c3\u03c4\u03ae \u03bc\u03ad\u03c7\u03c1\u03b9 \u03c4\u03bf\u03bd "
    "\u039c\u03ac\u03b9\u03bf."
)
DISGUISE = str.maketrans("aeopc", "\u0430\u0435\u043e\u0440\u0441")
IN_GREEK = str.maketrans("ao", "\u03b1\u03bf")


@pytest.mark.parametrize("disguise", [DISGUISE, IN_GREEK])
def test_a_disguised_text_is_read_as_what_it_looks_like(disguise: dict[int, int]) -> None:
    found = undisguised(LATIN.translate(disguise))
    assert found.text == LATIN
    assert found.words >= 8


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("\u0441\u043e\u0440", "cop"),  # wholly Cyrillic, alone
        ("\u0421\u043euncil", "Council"),
        ("N\u0410TO", "NATO"),
        ("\u039d\u0391\u03a4\u039f", "NATO"),  # wholly Greek
        ("m\u0430rket\u0435d", "marketed"),
        ("\u043aeeper", "keeper"),  # a small capital in a mixed word
        ("c\u0430f\u00e9", "caf\u00e9"),
        ("t\u056ax", None),  # Armenian that looks like no Latin letter
        ("\u0578ew", "new"),  # Armenian that does
        ("M\u043e\u0441\u043a\u0432\u0430", "\u041c\u043e\u0441\u043a\u0432\u0430"),  # Cyrillic with one Latin letter
        # wrong neighbours
        ("\u041c\u043e\u0441\u043a\u0432\u0430", None),
        ("\u0421\u043e\u043b\u0442\u043c\u0438\u0440", None),
        ("TNF\u03b1", None),
        ("5 \u03bcm", None),
        ("\u03bcmol", None),
        ("k\u03a9", None),
        ("\u0394T", None),
        ("\u0394Ho", None),
        ("\u03b1", None),
        ("\u03b1 \u03c1", None),
        ("\u042fndex", None),
        ("Diyarbak\u0131r", None),
        ("\u00feing", None),
        ("/\u0261\u028ad/", None),
        ("stra\u00dfe", None),
        ("\u03bcA", None),
        ("\u03bcF", None),
        ("t\u03bf", "to"),
    ],
)
def test_one_word_in_a_latin_text(word: str, read: str | None) -> None:
    assert undisguised(f"{LATIN} {word} {LATIN}").text == f"{LATIN} {read or word} {LATIN}"


def test_a_quotation_of_another_script_stays() -> None:
    # the first words alone look like Latin ones: "\u0441\u043e\u0440", "\u0430"
    quoted = "\u0441\u043e\u0440, \u0430 \u0434\u043e\u043c"
    assert undisguised(f'{LATIN} "{quoted}" {LATIN}').text == f'{LATIN} "{quoted}" {LATIN}'


@pytest.mark.parametrize(
    "text", [CYRILLIC, GREEK, f"{CYRILLIC} IBM, HP \u0438 Caspe \u043c\u043e\u043b\u0447\u0430\u0442.", LATIN]
)
def test_a_real_text_of_any_script_stays(text: str) -> None:
    assert undisguised(text) == (text, 0)


def test_a_cyrillic_text_is_folded_towards_cyrillic() -> None:
    disguised = CYRILLIC.translate(str.maketrans("\u0430\u043e", "ao"))
    assert disguised != CYRILLIC
    assert undisguised(disguised).text == CYRILLIC


def test_variants_of_latin_letters_are_folded_where_they_are_many() -> None:
    variants = LATIN.translate(str.maketrans("ag", "\u0251\u0261"))
    assert undisguised(variants) == (LATIN, 4)
    assert undisguised(LATIN.translate(DISGUISE).replace("i", "\u0131")).text == LATIN


def test_one_wholly_foreign_word_is_not_told() -> None:
    assert undisguised(f"{LATIN} \u0421\u043e\u0440\u043e\u0441").words == 0
    assert undisguised(f"{LATIN} \u0421\u043euncil").words == 1
    assert undisguised(f"{LATIN} 12 \u0421, 14 \u0421, 15 \u0421").words == 0


LETTERS = st.sampled_from(
    "aeopcTHMBxi \u0430\u0435\u043e\u0440\u0441\u0436\u042f\u03b1\u03bf\u03a9\u0131\u0251\u0261\u00e9\u0301\u0578\n"
)


@example("B\u042f B\u042f\u042f")  # which script it is in shows once it is folded
@given(text=st.text(LETTERS, max_size=60))
def test_a_fold_keeps_every_place_and_is_done_at_once(text: str) -> None:
    once = undisguised(text)
    assert len(once.text) == len(text)
    assert undisguised(once.text).text == once.text
    if once.words:
        assert once.text != text


def test_a_document_tells_how_many_words_were_disguised() -> None:
    document = read_document(Article(LATIN.translate(DISGUISE)))
    assert document.disguised == undisguised(LATIN.translate(DISGUISE)).words > 0
    assert document.words.texts == read_document(Article(LATIN)).words.texts
    assert document.sentence_texts() == [LATIN]
    place = document.canonical.to_original(document.sentences[0].span)
    assert document.canonical.original[slice(*place)] == LATIN.translate(DISGUISE)
    again = restore_document(LATIN.translate(DISGUISE), document.layout())
    assert again.words.texts == document.words.texts
