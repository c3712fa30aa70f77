from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.detection.pairing import common_words, pair_paragraphs, word_range
from tests.unit.detection.sides import STORIES, aligned, shuffled, text

PARAGRAPHS = [sentence for story in STORIES for sentence in story]


def counterparts(query: str, match: str) -> list[int]:
    """For each paragraph of the query the index of the paragraph it answers to."""
    pairing = pair_paragraphs(aligned(query, match))
    return [pairing.match[place].index for place in pairing.best]


@settings(deadline=None)
@given(st.permutations(range(8)))
def test_moved_paragraphs_are_found_where_they_went(order: list[int]) -> None:
    assert counterparts(text(*PARAGRAPHS[:8]), text(*(PARAGRAPHS[place] for place in order))) == [
        order.index(place) for place in range(8)
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_moved_and_reworded_paragraphs_too(order: tuple[int, ...]) -> None:
    match = text(*(shuffled(STORIES[3][place]) for place in order))
    assert counterparts(text(*STORIES[3]), match) == [order.index(place) for place in range(3)]


def test_both_halves_of_a_split_paragraph_answer_to_it() -> None:
    story = STORIES[1]
    match = text(f"{story[0]} {story[1]}", story[2], *STORIES[2])
    assert counterparts(text(*story), match) == [0, 0, 1]


def test_a_merged_paragraph_answers_to_one_of_its_parts() -> None:
    story = STORIES[1]
    found = counterparts(text(f"{story[0]} {story[1]}", story[2]), text(*STORIES[2], *story))
    assert found[0] in {3, 4}
    assert found[1] == 5


def test_between_two_that_are_alike_the_neighbours_decide() -> None:
    line = "The council meets again."
    query = text(STORIES[0][0], line, STORIES[1][0], line, STORIES[2][0])
    assert counterparts(query, query) == [0, 1, 2, 3, 4]


def test_paragraphs_that_are_all_boilerplate_stay_outside() -> None:
    query = text(*STORIES[0], "(c) 2031 Northern Wire. All rights reserved.")
    pairing = pair_paragraphs(aligned(query, query))
    assert [paragraph.index for paragraph in pairing.query] == [0, 1, 2]
    assert pairing.semantic.shape == pairing.affinity.shape == pairing.shared.shape == (3, 3)


def test_shared_words_are_counted_by_paragraph() -> None:
    alignment = aligned(text(*STORIES[0]), text(*STORIES[0]))
    pairing = pair_paragraphs(alignment)
    words = alignment.query.document.sentence_words
    assert np.array_equal(pairing.shared, np.diag(words))


def test_word_ranges_cover_the_text_without_gaps() -> None:
    side = aligned(text(*STORIES[0]), text(*STORIES[1])).query
    ranges = [word_range(side, paragraph) for paragraph in side.document.paragraphs]
    assert [word for one in ranges for word in side.document.words.texts[one]] == side.document.words.texts


@pytest.mark.parametrize(
    ("query", "match", "share"),
    [
        ("alpha bravo charlie delta", "alpha bravo charlie delta", 1.0),
        ("alpha bravo charlie delta", "alpha x bravo y charlie z delta", 1.0),
        ("alpha bravo charlie delta", "delta charlie bravo alpha", 0.25),
        ("alpha bravo charlie delta", "alpha delta", 0.5),
        ("alpha bravo charlie delta", "echo foxtrot", 0.0),
    ],
)
def test_common_words_are_those_in_the_same_order(query: str, match: str, share: float) -> None:
    alignment = aligned(query, match)
    first, second = alignment.query.document.paragraphs[0], alignment.match.document.paragraphs[0]
    assert common_words(alignment, first, second) == pytest.approx(share)
