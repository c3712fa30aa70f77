"""What a text is about, by words that the news hardly has."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dedup.article import Article
from dedup.detection.side import Side
from dedup.detection.topics import LEAD_WORDS, Topic
from dedup.text.document import read_document

FILLER = " ".join(["The harbour master walked slowly along the northern pier before noon."] * 8)
"""More words than a lead has."""


def topic(text: str, headline: str = "") -> Topic:
    document = read_document(Article(text))
    return Side(document, np.ones((len(document.sentences), 2), dtype=np.float32), headline=headline).topic


def test_words_are_a_unit_vector() -> None:
    weights = topic("Ottervik closed its pier. The pier of Ottervik has cracks, engineers told the town.").words
    assert math.fsum(weight**2 for weight in weights.values()) == pytest.approx(1.0)


def test_a_lead_ends_with_the_sentence_that_fills_it() -> None:
    assert len(FILLER.split()) > LEAD_WORDS
    about = topic(f"Herring boats left Ottervik at dawn. {FILLER} Then the auditors counted saffron.")
    assert any(stem.startswith("herr") for stem in about.lead)
    assert not any(stem.startswith("saffr") for stem in about.lead)
    assert any(stem.startswith("saffr") for stem in about.words)


def test_a_text_without_a_headline_has_no_words_of_one() -> None:
    assert topic("Herring boats left Ottervik on Monday.").headline == {}
    assert topic("Herring boats left Ottervik on Monday.", "Herring fleet sails").headline != {}


def test_a_name_weighs_by_how_often_it_is_said_and_the_rare_ones_are_known() -> None:
    once, twice = (
        topic("Kjersti Ottervang left on Monday."),
        topic("Kjersti Ottervang left. Kjersti Ottervang came back."),
    )
    assert twice.names["ottervang"] == pytest.approx(2 * once.names["ottervang"])
    assert "ottervang" in once.rare_names
    assert once.rare_names <= once.names.keys()
