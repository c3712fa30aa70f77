from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.article import Article
from dedup.detection.events import EVENT_FEATURES
from dedup.detection.evidence import FEATURES, best_chain, gather, longest_rising
from dedup.detection.relation import RelationModel
from dedup.wiring import packaged_model
from tests.unit.detection.sides import STORIES, aligned, stored, text, verdict

SENTENCES = [sentence for story in STORIES for sentence in story]
DOCUMENTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8, unique=True).map(lambda chosen: text(*chosen))
WORDS = [
    "pier",
    "Monday",
    "12",
    "percent",
    "\u201cnobody",
    "Ellwood",
    "it\u201d.",
    "said,",
    "crowns",
    "harbour",
    "3.5",
    "million",
    "the",
    "of",
    "and",
    "Tamar.",
    "two",
]
SOUP = st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join)
"""Words in no order, with marks, numbers and names among them."""
SHARES = ["verbatim", "overlap", "names", "numbers", "words", "mentions", "lead"]


def evidence(query: str, match: str) -> dict[str, float]:
    return gather(aligned(query, match))


@settings(deadline=None)
@given(st.one_of(DOCUMENTS, SOUP), st.one_of(DOCUMENTS, SOUP))
def test_every_feature_is_there_and_within_bounds(query: str, match: str) -> None:
    found = evidence(query, match)
    assert found.keys() == (FEATURES | EVENT_FEATURES).keys()
    assert all(math.isfinite(value) for value in found.values())
    for name in SHARES:
        assert -1e-6 <= found[name] <= 1.0 + 1e-6, name
    for name in ("margin", "chain"):
        assert -1e-6 <= found[name] <= 3.0, name
    assert -1.0 - 1e-6 <= found["topic"] <= 1.0 + 1e-6
    assert found["run"] >= 0.0
    assert found["shared_names"] >= 0.0


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_evidence_has_no_direction(query: str, match: str) -> None:
    there, back = evidence(query, match), evidence(match, query)
    for name in FEATURES | EVENT_FEATURES:
        assert there[name] == pytest.approx(back[name], abs=1e-4), name


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_derivation_has_no_direction(query: str, match: str) -> None:
    derivation = RelationModel.from_mapping(packaged_model()).derivation
    assert derivation.probability(evidence(query, match)) == pytest.approx(
        derivation.probability(evidence(match, query)), abs=1e-3
    )


@settings(deadline=None)
@given(DOCUMENTS)
def test_the_same_text_is_the_most_there_can_be(content: str) -> None:
    found = evidence(content, content)
    assert found["verbatim"] == pytest.approx(1.0)
    assert found["topic"] == pytest.approx(1.0, abs=1e-5)
    assert found["names"] >= 0.5
    assert found["numbers"] >= 0.5
    for other in (text(*STORIES[0][:2]), text(*STORIES[3])):
        assert evidence(content, other)["topic"] <= found["topic"] + 1e-5


def test_part_of_a_text_is_as_verbatim_as_the_whole() -> None:
    whole = text(*SENTENCES)
    assert evidence(text(*STORIES[0]), whole)["verbatim"] == pytest.approx(1.0)
    assert evidence(whole, text(*STORIES[0]))["verbatim"] == pytest.approx(1.0)


def test_unrelated_stories_share_next_to_nothing() -> None:
    for first, second in itertools.combinations(STORIES, 2):
        found = evidence(text(*first), text(*second))
        assert found["verbatim"] == 0.0
        assert found["topic"] < 0.6


def test_the_longest_run_counts_its_words() -> None:
    sentence = "One two three four five six seven."
    assert evidence(sentence, text(*SENTENCES))["run"] == 0.0
    assert evidence(sentence, sentence)["run"] == pytest.approx(math.log(8))


def test_what_both_quote_was_copied_by_neither() -> None:
    said = "\u201cNobody will pass this pier before the last crack in the last pile is closed,\u201d {} said."
    first, second = said.format("Tamar Ellwood"), said.format("a diver")
    for name in ("run", "verbatim"):
        assert evidence(first, second)[name] == 0.0
    assert evidence(text(SENTENCES[0], first), text(SENTENCES[0], second))["run"] > 0.0


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(0, 1, width=32), min_size=3, max_size=3), min_size=1, max_size=5))
def test_the_best_chain_is_the_best_there_is(gains: list[list[float]]) -> None:
    rows = range(len(gains))
    best = 0.0
    for size in range(1, min(len(gains), 3) + 1):
        for some in itertools.combinations(rows, size):
            for places in itertools.combinations(range(3), size):
                best = max(best, sum(gains[i][j] for i, j in zip(some, places, strict=True)))
    assert best_chain(np.array(gains, dtype=np.float32)) == pytest.approx(best, abs=1e-5)


def test_shared_names_and_numbers_weigh_more_the_more_there_are() -> None:
    one = "Tamar Ellwood paid 17 crowns to the harbour office."
    five = one + " Ruvena Thole paid 23 crowns, Dorrin Ask 31, Maren Tolk 47 and Ilse Varro 59."
    assert 0.5 < evidence(one, one)["numbers"] < evidence(five, five)["numbers"] < 1.0
    assert 0.5 < evidence(one, one)["names"] < evidence(five, five)["names"] < 1.0


def test_other_names_and_numbers_speak_against_it() -> None:
    one = "Tamar Ellwood paid 17 crowns to the harbour office, and Ruvena Thole 23."
    other = "Dorrin Ask paid 31 crowns to the harbour office, and Maren Tolk 47."
    found = evidence(one, other)
    assert found["numbers"] < 0.5
    assert found["names"] < 0.5


def test_the_same_order_counts_more_than_a_shuffled_one() -> None:
    story = text(*SENTENCES)
    backwards = text(*reversed(SENTENCES))
    assert evidence(story, story)["order"] == pytest.approx(15 - 2 * math.sqrt(15))
    assert evidence(story, backwards)["order"] < evidence(story, story)["order"] - 10


def test_answers_carry_every_feature() -> None:
    when = datetime(2031, 3, 4, tzinfo=UTC)
    answer = verdict(Article(text(*STORIES[0]), published_at=when), [stored(text(*STORIES[0][:2]), "a")])
    assert answer.matches[0].evidence.keys() == (FEATURES | EVENT_FEATURES).keys()


def brute_force_rising(places: list[int]) -> int:
    for size in range(len(places), 0, -1):
        for chosen in itertools.combinations(places, size):
            if all(a < b for a, b in itertools.pairwise(chosen)):
                return size
    return 0


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), max_size=9))
def test_longest_rising_is_the_longest_there_is(places: list[int]) -> None:
    assert longest_rising(places) == brute_force_rising(places)
