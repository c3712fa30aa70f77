from __future__ import annotations

import math

import pytest

from benchmarks.rarity import table
from dedup.text.languages.known import LANGUAGES
from dedup.text.rarity import LEAST_ARTICLES, is_rare, rarities, rarity


def test_the_table_has_each_stem_once_and_stems_only() -> None:
    listed, unlisted = rarities()
    assert len(listed) > 10_000
    assert all(0.0 < value < unlisted for value in listed.values())
    assert not [stem for stem in listed if len(stem) > 6 or stem[0].isdigit() or stem != stem.casefold()]


def test_an_unlisted_word_is_rarer_than_any_that_is_listed() -> None:
    (stem,) = LANGUAGES["en"].stems(["Xanthorrelvian".casefold()])
    assert is_rare(stem)
    assert rarity(stem) == rarities()[1]


def test_words_of_enough_articles_are_counted() -> None:
    texts = ["The harbour pilot rested."] * LEAST_ARTICLES + ["The harbour master did not."] * LEAST_ARTICLES
    lines = table([*texts, "Only once: quillwort."]).splitlines()
    assert lines[1] == str(2 * LEAST_ARTICLES + 1)
    found = {stem: float(level) for level, *stems in map(str.split, lines[2:]) for stem in stems}
    assert found["harbou"] == pytest.approx(math.log((2 * LEAST_ARTICLES + 1) / (2 * LEAST_ARTICLES)), abs=0.05)
    assert found["pilot"] == pytest.approx(math.log((2 * LEAST_ARTICLES + 1) / LEAST_ARTICLES), abs=0.05)
    assert "quillw" not in found
