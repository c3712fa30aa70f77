from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dedup.article import Article
from dedup.detection.languages import Languages
from dedup.text.document import read_document
from dedup.text.languages.telling import primary
from dedup.text.words import words
from tests.fakes import AlikeEncoder, HashingEncoder
from tests.unit.detection.sides import STORIES, text

TONGUES = json.loads(Path(__file__).with_name("tongues.json").read_text("utf-8"))
NAMES = {"de": "German", "fr": "French", "es": "Spanish", "ru": "Russian", "ar": "Arabic"}
ENGLISH = Languages(frozenset({"en"}))
WIRE = text(*STORIES[0], *STORIES[1])
NO_LANGUAGE = (
    "Tarvo belim sunet kolari pemo. Dasil orvina telum saribo menko. Lapidu torvas binelo kasum ferati. "
    "Ludo pen wakir mosu haldo. Gredi pasun ilwo remka dos. Fanu belkor tidi saw nomat."
)


def unknown(
    content: str, given: str | None = None, *, by: Languages = ENGLISH, encoder: HashingEncoder | None = None
) -> str:
    document = read_document(Article(content, language=given))
    vectors = (encoder or HashingEncoder(dimension=384)).encode(document.sentence_texts())
    return by.unknown(document, vectors, given)


@pytest.mark.parametrize(("code", "name"), NAMES.items())
def test_other_languages_are_told_from_the_words(code: str, name: str) -> None:
    texts = [*TONGUES[code]["stories"], TONGUES[code]["copy"], TONGUES[code]["rewrite"]]
    assert {unknown(content) for content in texts} == {name}
    assert {unknown(content, "en-GB") for content in texts} == {name}
    assert {unknown(content.upper()) for content in texts} == {name}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("given", [None, "en", "de", "zz"])
def test_english_is_known_whatever_it_was_sent_as(story: tuple[str, ...], given: str | None) -> None:
    assert not unknown(text(*story), given)
    assert not unknown(text(*story).upper(), given)


def test_english_with_foreign_names_and_quotations_is_known() -> None:
    content = (
        'Bürgermeisterin Ilse Warrow told the Salzmünder Anzeiger: "Die Sicherheit der Fahrgäste geht vor." '
        "The ferries of the Brandholt line leave from the Nordkai until the old Fährhalle is repaired."
    )
    assert not unknown(content)
    assert not unknown(content, "de")


def test_a_text_of_two_languages_is_known_where_a_good_half_is_english() -> None:
    english = (
        "The port authority of Salzmünde has closed the old ferry hall. An engineer had found that the beams of "
        "the roof have cracks, and the mayor said that the safety of the passengers comes first. Ferries leave from "
        "the north quay, and 38 of the daily crossings have been cancelled. The shipping line expects to lose "
        "120,000 euros a week from the closure, and the works council asks that the staff of the hall be paid."
    )
    german = TONGUES["de"]["stories"][0]
    assert not unknown(f"{english}\n\n{german[: len(english)]}")
    assert unknown(f"{german}\n\nThe text of this report may be used with credit to the agency.") == "German"


def test_a_text_too_short_to_tell_is_what_it_was_sent_as_and_else_known() -> None:
    assert not unknown("Ende 12.")
    assert unknown("Ende 12.", "de-AT") == "German"
    assert not unknown("Ende 12.", "en")


def test_a_text_of_no_language_is_judged_by_the_spread_of_its_cosines() -> None:
    assert unknown(NO_LANGUAGE, encoder=AlikeEncoder()) == "the language of the text"
    assert not unknown(NO_LANGUAGE)
    assert not unknown(NO_LANGUAGE, "en", encoder=AlikeEncoder())


def test_an_english_text_that_is_flat_is_known() -> None:
    assert not unknown(WIRE, encoder=AlikeEncoder())


def test_what_a_model_knows_is_said_of_the_model() -> None:
    german = TONGUES["de"]["stories"][0]
    assert not unknown(german, by=Languages())
    assert not unknown(german, by=Languages(frozenset({"de", "en"})))
    assert unknown(WIRE, by=Languages(frozenset({"de"}))) == "English"


@pytest.mark.parametrize(("tag", "code"), [("pt-BR", "pt"), ("EN_us", "en"), ("nb-NO", "no"), ("arz", "ar"), ("", "")])
def test_a_tag_is_cut_to_its_language(tag: str, code: str) -> None:
    assert primary(tag) == code


def test_arabic_words_are_the_same_with_and_without_vowel_signs() -> None:
    assert words("\u0643\u064e\u062a\u064e\u0628\u064e \u0643\u0640\u0640\u062a\u0628") == ["\u0643\u062a\u0628"] * 2
    assert words("\u062c\u062f\u064b\u0627") == ["\u062c\u062f\u0627"]


def test_vectors_without_sentences_are_known() -> None:
    document = read_document(Article("..."))
    assert not ENGLISH.unknown(document, np.zeros((0, 4), dtype=np.float32), "de")
