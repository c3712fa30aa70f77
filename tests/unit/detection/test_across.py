"""What two texts in two languages have in common."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dedup.article import Article, Span
from dedup.detection.across import are_across, names_of, with_translations, without_nouns
from dedup.detection.alignment import align
from dedup.detection.evidence import gather
from dedup.text.facts import Fact
from tests.unit.detection.sides import STORIES, side_of, text

ENGLISH = (
    "The mayor of Hemmel, Yvonne Castellar, closed the museum on Monday. She told the council of Stellinge that the "
    "cup had been lent by the cathedral for nine years."
)
GERMAN = (
    "Die Bürgermeisterin von Hemmel, Yvonne Castellar, hat das Museum am Montag geschlossen. Dem Rat von Stellinge "
    "sagte sie, der Pokal sei vom Dom für neun Jahre verliehen worden."
)
SHORT = "Ottervik, Castellar, Hemmel."


def test_two_languages_are_two_that_are_told_for_sure_and_that_the_model_knows() -> None:
    english, german = side_of(ENGLISH), side_of(GERMAN)
    assert are_across(german, english)
    assert are_across(english, german)
    assert not are_across(english, side_of(text(*STORIES[0])))
    assert not are_across(german, german)
    assert not are_across(side_of(SHORT), english)
    assert are_across(side_of(Article(SHORT, language="de-AT")), english)
    assert not are_across(replace(german, unknown_language="German"), english)
    assert not are_across(german, replace(english, unknown_language="English"))


def test_close_sentences_are_expected_to_share_words_beside_those_that_they_do() -> None:
    cosines = np.array([[-0.4, 0.0, 0.3, 0.6, 0.9, 1.0]], dtype=np.float32)
    expected = with_translations(np.zeros_like(cosines), cosines)
    assert expected.tolist()[0][:2] == [0.0, 0.0]
    assert (np.diff(expected[0, 1:]) > 0).all()
    assert expected[0, -1] == 1.0
    named = with_translations(np.full_like(cosines, 0.3), cosines)
    assert named[0, 0] == pytest.approx(0.3)
    assert named.max() == 1.0
    assert (named >= expected).all()


def test_a_name_is_found_where_rules_can_not_tell_that_it_is_one() -> None:
    ours, theirs = names_of(side_of(GERMAN), side_of(ENGLISH))
    assert {"hemmel", "stellinge", "castellar", "yvonne"} <= ours & theirs
    assert names_of(side_of(ENGLISH), side_of(GERMAN)) == (theirs, ours)


def test_nouns_with_capitals_are_no_names_of_the_other_text() -> None:
    german = (
        "Der Film Gold kam nach Hemmel. Regisseurin Maren Lund drehte den Winter in Stellinge, und der Wind war hart."
    )
    english = "The wind was hard in winter, and gold was found near Hemmel by Maren Lund and a friend of the family."
    ours, theirs = names_of(side_of(german), side_of(english))
    assert "hemmel" in ours & theirs
    assert theirs.isdisjoint({"wind", "winter", "gold"})


def test_the_evidence_of_one_language_is_what_it_was() -> None:
    ours, theirs = side_of(text(*STORIES[0])), side_of(text(*STORIES[0][:2], STORIES[1][0]))
    alignment = align(ours, theirs)
    assert not alignment.is_across
    assert alignment.names == (set(ours.mentions), set(theirs.mentions))
    told = replace(ours, profile=replace(ours.profiled(), told=theirs.told))
    assert gather(alignment) == gather(align(told, theirs))


def test_what_is_counted_loses_its_name_and_what_is_measured_keeps_its_unit() -> None:
    span = Span(0, 1)
    units = ("km", "%", "gbp", "people", "age", "crown", "satellite", "number")
    facts = [Fact("number", span, "9", unit, 0) for unit in units]
    dates = [Fact("date", span, "monday", "weekday", 0), Fact("name", span, "hemmel", "", 0)]
    assert [fact.unit for fact in without_nouns(facts)] == ["km", "%", "gbp", "people", "age", "", "", ""]
    assert without_nouns(dates) == dates
